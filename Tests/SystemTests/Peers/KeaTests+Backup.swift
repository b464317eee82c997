import Foundation
import Testing

/// `lqserve kea-ha` as the backup that Kea's HA hook pushes leases to.
extension KeaTests {
    @Test(
        "what lqserve serves is what Kea pushes to it, and after the next comparison what Kea did not push",
        .enabled(if: KeaPeer.current?.availability != nil, KeaPeer.needed))
    func pushed() throws {
        let kea = try #require(KeaPeer.current)
        let way = kea.availability?.protection == nil ? "kea-ha over HTTP" : "kea-ha over HTTPS"
        let folder = try TestFolder()
        try kea.assign(1..<101, subnet: 2, in: folder.file("before"))
        var server = try startBackup(of: kea, folder)
        let port = server.port
        let terminal = try TerminalSession.dashboard(on: server)
        try terminal.wait(for: "1 of 1 server live")
        try changeMuch(kea, folder)
        try check(kea, "\(way), pushed", server, terminal)
        // Kea tells its backup nothing of these.
        try kea.add(0..<10, to: 4)
        try kea.delete(0..<3, from: 4)
        try check(kea, "\(way), changed by the administrator", server, terminal)
        server.stop()
        try kea.operate("release", subnet: 2, in: folder.file("before"))
        try kea.assign(1001..<1101, subnet: 2, in: folder.file("missed"))
        server = try startBackup(of: kea, port: port, folder)
        try terminal.type("R")
        // It remembers no history, and what it no longer has is in doubt until everything is asked for again.
        try terminal.wait(for: "bound? is not confirmed")
        try terminal.type("F")
        try check(kea, "\(way), missed while it was stopped", server, terminal)
    }

    private func startBackup(of kea: KeaPeer, port: Int = 0, _ folder: TestFolder) throws -> ServerProcess {
        let availability = try #require(kea.availability)
        var options = [
            "--kea-config", kea.configuration, "--kea-url", availability.keaURL, "--receive",
            String(try #require(availability.backupURL.firstMatch(of: #/127\.0\.0\.1:\d+/#)).output),
            "--server-id", "000200007ed973727631", "--sync", "5",
        ]
        if let (certificates, password) = availability.protection {
            let file = try folder.write(password, to: "password")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            options += [
                "--password-file", file, "--kea-certificate", "\(certificates)/partner.pem", "--kea-key",
                "\(certificates)/partner.key", "--kea-ca-file", "\(certificates)/authority.pem",
            ]
        }
        return try ServerProcess(source: "kea-ha", port: port, options: options)
    }

    private func changeMuch(_ kea: KeaPeer, _ folder: TestFolder) throws {
        let perfDHCP = try kea.startPerfDHCP(clients: 1000, rate: 150, in: folder)
        try kea.assign(101..<301, subnet: 2, in: folder.file("released"))
        try kea.assign(301..<401, subnet: 2, in: folder.file("declined"))
        try kea.assign(401..<501, subnet: 3, in: folder.file("short"))
        try kea.operate("renew", subnet: 2, in: folder.file("before"))
        try kea.operate("release", subnet: 2, in: folder.file("released"))
        try kea.operate("decline", subnet: 2, in: folder.file("declined"))
        try kea.operate("renew", subnet: 2, in: folder.file("declined"))
        // 3: some exchanges were not completed in time.
        #expect([0, 3].contains(Programs.end(of: perfDHCP)))
        try settled(kea)
    }

    private func check(_ kea: KeaPeer, _ what: String, _ server: ServerProcess, _ terminal: TerminalSession) throws {
        try shown(kea, in: terminal)
        try compared(kea, asking: "[::1]:\(server.port)", ["--link", "::"], as: "bulk answer of \(what)")
        try compared(kea, exportOf: terminal, as: "export of a dashboard on \(what)")
    }
}
