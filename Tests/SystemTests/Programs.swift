import Foundation
import Testing

/// The programs built beside these tests, run as a user would.
enum Programs {
    /// The folder that holds the test bundle and the programs of the same build.
    static let folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    struct Result {
        /// The exit status; 128 and the number of the signal if one ended it, as a shell has it.
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program to its end, with nothing or `input` on its standard input.
    ///
    /// Through files: what a program leaves running may keep them open, which would be no end for who reads a pipe.
    static func run(
        _ executable: String, _ arguments: [String] = [], input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        let folder = try TestFolder()
        try folder.write(input, to: "input")
        let process = try start(executable, arguments, environment: environment, in: folder)
        return Result(
            status: end(of: process), output: String(decoding: try folder.contents(of: "output"), as: UTF8.self),
            errors: String(decoding: try folder.contents(of: "errors"), as: UTF8.self))
    }

    /// Starts a program that reads the file `input` of `folder`, if it is there, and writes `output` and `errors`.
    static func start(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], in folder: TestFolder
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        let input = FileManager.default.fileExists(atPath: folder.file("input")) ? folder.file("input") : "/dev/null"
        posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
        for (descriptor, name) in [(1, "output"), (2, "errors")] as [(Int32, String)] {
            posix_spawn_file_actions_addopen(
                &files, descriptor, folder.file(name), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        }
        // The threads of tests have signals blocked that a program started by a shell has not.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var process: pid_t = 0
        let failure = withCStrings([executable] + arguments) { arguments in
            withCStrings(variables) { posix_spawn(&process, executable, &files, &attributes, arguments, $0) }
        }
        try #require(failure == 0, "cannot start \(executable): \(String(cString: strerror(failure)))")
        return process
    }

    /// Waits for it, and returns the status as `Result` has it.
    @discardableResult
    static func end(of process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
