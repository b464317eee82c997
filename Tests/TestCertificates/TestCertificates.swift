import Foundation
import OpenSSLTLS

/// Good and bad certificates, made once a test run by `scripts/test-certificates`.
public enum TestCertificates {
    public static let directory: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let directory = FileManager.default.temporaryDirectory.appending(path: "lqtop-certificates-\(UUID())").path
        let script = Process()
        script.executableURL = root.appending(path: "scripts/test-certificates")
        script.arguments = [directory]
        do { try script.run() } catch { return "cannot run scripts/test-certificates: \(error)" }
        script.waitUntilExit()
        atexit { try? FileManager.default.removeItem(atPath: TestCertificates.directory) }
        return directory
    }()

    public static func path(_ file: String) -> String { "\(directory)/\(file)" }

    /// The files of one end: its certificate and key by name, and the authority it trusts.
    public static func settings(
        _ name: String, trusting authority: String = "authority", revocationLists: String? = nil
    ) -> TLSSettings {
        TLSSettings(
            trust: .file(path("\(authority).pem")), certificate: path("\(name).pem"), key: path("\(name).key"),
            revocationLists: revocationLists.map(path))
    }

    /// The digest of the public key of a certificate, by the command that operators are told.
    public static func pin(_ name: String) throws -> String {
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = [
            "-c",
            "openssl x509 -in \(path("\(name).pem")) -pubkey -noout | openssl pkey -pubin -outform der | openssl sha256",
        ]
        shell.standardOutput = output
        try shell.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        return String(decoding: said, as: UTF8.self).split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
    }
}
