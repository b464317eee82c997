import Foundation

/// A folder for one test: what lqtop reads as its user's files and where it writes; gone with the value.
final class TestFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// For programs that are to find their files here, and that shall not draw backtraces over a test's screen.
    var environment: [String: String] {
        ["XDG_CONFIG_HOME": path, "XDG_STATE_HOME": path, "SWIFT_BACKTRACE": "enable=no"]
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func contents(of name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: file(name)))
    }

    /// - Returns: the path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }
}
