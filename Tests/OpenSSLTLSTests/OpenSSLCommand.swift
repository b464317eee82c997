import Foundation
import TestCertificates

/// `openssl s_server` or `s_client`, running.
final class OpenSSLCommand {
    struct NoPort: Error { var output: String }

    private let process = Process()
    private let input = Pipe()
    private let lines = Pipe()

    /// Demands client certificates of the test authority and listens on a port that the system chooses.
    static func server(_ arguments: [String]) throws -> OpenSSLCommand {
        try OpenSSLCommand(
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-CAfile",
                "authority.pem", "-Verify", "2", "-verify_return_error",
            ] + arguments)
    }

    static func client(_ arguments: [String], port: Int, input text: String) throws -> OpenSSLCommand {
        let command = try OpenSSLCommand(
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", "authority.pem", "-verify_return_error",
                "-quiet", "-no_ign_eof",
            ] + arguments)
        try command.input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        return command
    }

    static func option(_ version: String) -> String { version == "TLSv1.2" ? "tls1_2" : "tls1_3" }

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
    func port() throws -> Int {
        var output = ""
        while case let data = lines.fileHandleForReading.availableData, !data.isEmpty {
            output += String(decoding: data, as: UTF8.self)
            guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT 127.0.0.1:") }),
                output.contains("\n"), let port = line.split(separator: ":").last.flatMap({ Int($0) })
            else { continue }
            return port
        }
        throw NoPort(output: output)
    }

    /// Everything it said, once it has ended.
    func output() -> String {
        let data = (try? lines.fileHandleForReading.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    func stop() {
        // It inherited a thread's signal mask, in which SIGTERM may be blocked.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
