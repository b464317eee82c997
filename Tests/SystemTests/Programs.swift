import Foundation
import Testing

/// The programs built beside these tests, run as a user would.
enum Programs {
    /// The folder that holds the test bundle and the programs of the same build.
    static let folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program to its end, with nothing or `input` on its standard input.
    static func run(
        _ executable: String, _ arguments: [String] = [], input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        let errors = stderr.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }
}
