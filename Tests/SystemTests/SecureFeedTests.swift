import Foundation
import Testing

/// The dashboard over TLS, while certificates on disk come and go.
@Suite(.serialized)
struct SecureFeedTests {
    /// Certificates of its own, for they are replaced.
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        let script = SourceTree.root.appending(path: "scripts/test-certificates").path
        try #require(try Programs.run(script, [folder.file("certificates")]).status == 0)
    }

    private func file(_ name: String) -> String { folder.file("certificates/\(name)") }

    /// Puts certificate and key `name` in the place of `place`.
    private func install(_ name: String, as place: String) throws {
        for suffix in ["pem", "key"] {
            let octets = try folder.contents(of: "certificates/\(name).\(suffix)")
            try FileManager.default.removeItem(atPath: file("\(place).\(suffix)"))
            try octets.write(to: URL(filePath: file("\(place).\(suffix)")))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file("\(place).\(suffix)"))
        }
    }

    @Test(
        "who the server is and until when; a wrong certificate put in its place is told, and never clear text instead")
    func replaced() throws {
        let server = try ServerProcess(
            certificates: folder.file("certificates"), "--bindings", "400", "--rate", "40", "--keepalive", "1")
        try folder.write(
            """
            retry-interval = 1
            longest-retry-interval = 2
            ca-file = "certificates/authority.pem"
            certificate = "certificates/client.pem"
            key = "certificates/client.key"
            [[server]]
            name = "secure"
            address = "[::1]:\(server.port)"
            """, to: "servers.toml")
        let terminal = try TerminalSession(
            columns: 200, rows: 60, folder: folder,
            command: "clear; '\(Programs.path("lqtop"))' --config servers.toml")
        var seen = ""
        /// Words that no line break falls into.
        func wait(_ texts: String...) throws {
            seen += try terminal.wait(Comment(rawValue: "\(texts)")) { screen in texts.allSatisfy(screen.contains) }
        }
        try wait(
            "1 of 1 server live", "TLSv1.3, TLS_", "CN=server,O=lqtop", "CN=authority,O=lqtop", "29 days")

        let good = [
            try folder.contents(of: "certificates/server.pem"), try folder.contents(of: "certificates/server.key"),
        ]
        try install("server-elsewhere", as: "server")
        try terminal.type("R")
        try wait("0 of 1 server live", "certificate refused:", "elsewhere.test,")

        try good[0].write(to: URL(filePath: file("server.pem")))
        try good[1].write(to: URL(filePath: file("server.key")))
        try wait("1 of 1 server live", "TLSv1.3, TLS_")

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file("client.key"))
        try terminal.type("R")
        try wait("0 of 1 server live", "read by others", "chmod 600")

        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file("client.key"))
        try install("client-expired", as: "client")
        try wait("certificate has expired")
        #expect(!seen.contains("INSECURE"))
    }
}
