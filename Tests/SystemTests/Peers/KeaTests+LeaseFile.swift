import Foundation
import Testing

/// `lqserve kea-file` beside a Kea that cleans its lease file up every second.
extension KeaTests {
    @Test(
        "what lqserve serves, and what a dashboard that followed it holds, are Kea's leases after all that can happen",
        .enabled(if: KeaPeer.current != nil, KeaPeer.needed))
    func followed() throws {
        let kea = try #require(KeaPeer.current)
        let server = try ServerProcess(
            source: "kea-file", "--kea-config", kea.configuration, "--leases", kea.leaseFile)
        let terminal = try TerminalSession.dashboard(on: server)
        try terminal.wait(for: "1 of 1 server live")
        try changeAll(kea, while: server)
        try settled(kea)
        try shown(kea, in: terminal)
        try compared(kea, asking: "[::1]:\(server.port)", ["--link", "::"], as: "bulk answer of kea-file")
        try compared(kea, exportOf: terminal, as: "export of a dashboard on kea-file")
    }

    /// Assigns, renews, releases, declines, lets run out, deletes, reloads and crashes, with a follower that is
    /// stopped while the file is cleaned up more than once.
    private func changeAll(_ kea: KeaPeer, while server: ServerProcess) throws {
        let folder = try TestFolder()
        let perfDHCP = try kea.startPerfDHCP(clients: 2000, rate: 150, in: folder)
        try kea.assign(1..<301, subnet: 2, in: folder.file("kept"))
        try kea.assign(301..<601, subnet: 2, in: folder.file("released"))
        try kea.assign(601..<801, subnet: 2, in: folder.file("declined"))
        try kea.assign(801..<1001, subnet: 3, in: folder.file("short"))
        try kea.operate("renew", subnet: 2, in: folder.file("kept"))
        try kea.operate("release", subnet: 2, in: folder.file("released"))
        try kea.operate("decline", subnet: 2, in: folder.file("declined"))
        // A prefix that they keep is heard of again: the server's last contact with the client is that of its lease.
        try kea.operate("renew", subnet: 2, in: folder.file("declined"))
        try kea.add(0..<5, to: 4)
        try kea.delete(0..<2, from: 4)
        try kea.reload()
        try server.suspended {
            try kea.operate("renew", subnet: 2, in: folder.file("kept"))
            try kea.tell("lease6-wipe", ["subnet-id": 4])
            try kea.assign(301..<401, subnet: 2, in: folder.file("again"))
            for _ in 0..<3 { try cleanedUp(kea) }
        }
        try kea.restart()
        try kea.operate("release", subnet: 2, in: folder.file("again"))
        try kea.assign(1001..<1101, subnet: 2, in: folder.file("late"))
        try kea.add(5..<10, to: 4)
        // 3: some exchanges were not completed, since Kea was down.
        #expect([0, 3].contains(Programs.end(of: perfDHCP)))
    }

    /// Waits for the next lease file.
    private func cleanedUp(_ kea: KeaPeer) throws {
        func file() -> Int? {
            (try? FileManager.default.attributesOfItem(atPath: kea.leaseFile))?[.systemFileNumber] as? Int
        }
        let before = file()
        try KeaTests.wait("a cleanup of the lease file") { file() != before && file() != nil }
    }

    /// Waits until what was leased for a few seconds has run out and Kea has noticed.
    func settled(_ kea: KeaPeer) throws {
        try KeaTests.wait("the end of short leases") { try kea.heldLeases(in: 3) == 0 }
    }

    /// The dashboard comes to be live and whole, and to have as many bindings as Kea has leases.
    func shown(_ kea: KeaPeer, in terminal: TerminalSession) throws {
        // Asked again at each look: Kea may still be working off what came last.
        var count = ""
        try terminal.wait("a live and whole dashboard of as many bindings as Kea has leases") { screen in
            count = (try? kea.heldLeases().formatted(.number.locale(Locale(identifier: "en_US")))) ?? "?"
            return screen.contains(" \(count) bindings ") && screen.contains("1 of 1 server live")
                && screen.contains("whole as of ") && !screen.contains("INCOMPLETE")
        }
        try kea.report("dashboard: live, whole, \(count) bindings")
    }

    static func wait(_ what: Comment, until test: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !test() {
            try #require(ContinuousClock.now < deadline, what)
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
