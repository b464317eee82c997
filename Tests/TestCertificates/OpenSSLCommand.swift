import Foundation

/// `openssl s_server` or `s_client`, running.
public final class OpenSSLCommand {
    public struct NoPort: Error { var output: String }

    private let process = Process()
    private let input = Pipe()
    private let lines = Pipe()

    /// Demands client certificates of the test authority and listens on a port that the system chooses.
    ///
    /// - Parameters:
    ///   - name: of its certificate and key.
    ///   - lists: revocation lists of that authority, if any.
    public static func server(
        _ arguments: [String], as name: String = "server", revocationLists lists: String? = nil
    ) throws -> OpenSSLCommand {
        try OpenSSLCommand(
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", "\(name).pem", "-key", "\(name).key", "-CAfile",
                "authority.pem", "-Verify", "2", "-verify_return_error",
            ] + (lists.map { ["-CRL", $0, "-crl_check"] } ?? []) + arguments)
    }

    public static func client(_ arguments: [String], port: Int, input text: String) throws -> OpenSSLCommand {
        let command = try OpenSSLCommand(
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", "authority.pem", "-verify_return_error",
                "-quiet", "-no_ign_eof",
            ] + arguments)
        try command.input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        return command
    }

    public static func option(_ version: String) -> String { version == "TLSv1.2" ? "tls1_2" : "tls1_3" }

    private init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = URL(filePath: TestCertificates.directory)
        process.standardInput = input
        process.standardOutput = lines
        process.standardError = lines
        try process.run()
    }

    /// The port that `s_server` says it accepts on (`ACCEPT 127.0.0.1:40123`).
    public func port() async throws -> Int {
        let output = lines.fileHandleForReading
        // The threads of tests are few: none of them waits for a process.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.port(in: output) }) }
        }
    }

    private static func port(in lines: FileHandle) throws -> Int {
        var output = ""
        while case let data = lines.availableData, !data.isEmpty {
            output += String(decoding: data, as: UTF8.self)
            guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT 127.0.0.1:") }),
                output.contains("\n"), let port = line.split(separator: ":").last.flatMap({ Int($0) })
            else { continue }
            return port
        }
        throw NoPort(output: output)
    }

    /// Everything it said, once it has ended.
    public func output() -> String {
        let data = (try? lines.fileHandleForReading.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    public func stop() {
        // It inherited a thread's signal mask, in which SIGTERM may be blocked.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
