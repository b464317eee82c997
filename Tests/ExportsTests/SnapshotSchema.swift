import Foundation
import Testing

/// docs/snapshot.schema.json, as a validator of others reads it.
enum SnapshotSchema {
    /// Fails if a snapshot is not as the schema has it.
    static func check(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let problems = try problems(of: path)
        #expect(problems.isEmpty, "\(problems)", sourceLocation: sourceLocation)
    }

    /// What is wrong with it; needs python3-jsonschema.
    static func problems(of path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let check = Process()
        check.executableURL = root.appending(path: "scripts/check-snapshot")
        check.arguments = [path]
        let output = Pipe()
        check.standardOutput = output
        check.standardError = output
        try check.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        check.waitUntilExit()
        return check.terminationStatus == 0 ? "" : "check-snapshot: \(said)"
    }
}
