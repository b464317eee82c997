import Foundation
import Testing

@testable import Views

/// Compares pictures with files under Goldens.
///
/// After a wanted change: `LQTOP_REWRITE_GOLDENS=1 swift test --disable-xctest --filter ViewsTests`, then read the
/// difference like code and commit it on its own.
enum Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    static func expect(
        _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["LQTOP_REWRITE_GOLDENS"] == "1" {
            try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let wanted = try String(contentsOf: file, encoding: .utf8)
        guard wanted != text + "\n" else { return }
        Issue.record("\(name) is not what its golden shows:\n\(text)", sourceLocation: sourceLocation)
    }
}
