import Foundation
import Testing

/// The dashboard over Kea, which has Bulk Leasequery and no Active Leasequery.
extension KeaTests {
    @Test(
        "Kea closes on an active query and answers a bulk query: it has no Active Leasequery",
        .enabled(if: KeaPeer.current?.endpoint != nil, KeaPeer.needed))
    func bulkLabel() throws {
        let kea = try #require(KeaPeer.current)
        let terminal = try TerminalSession.dashboard(
            "[[server]]\nname = 'kea'\naddress = '\(try #require(kea.endpoint))'\ninsecure = true\n")
        let screen = try terminal.wait(for: "no active LQ")
        #expect(screen.contains("answers bulk and not active leasequery"))
        #expect(screen.contains(#/retry in (9m|1[01]m)/#))
        try kea.report("an active query to Kea itself: labelled no active LQ")
    }

    @Test(
        "after each poll the bindings are those that Kea has; what Kea no longer has is gone",
        .enabled(if: KeaPeer.current?.endpoint != nil, KeaPeer.needed))
    func bulkPolls() throws {
        let kea = try #require(KeaPeer.current)
        let links = kea.links.map { "'\($0)'" }.joined(separator: ", ")
        defer { try? kea.delete(0..<25, from: 4) }
        try kea.delete(0..<25, from: 4)
        try kea.add(0..<20, to: 4)
        let terminal = try TerminalSession.dashboard(
            """
            poll-interval = 86400
            [[server]]
            name = 'kea'
            address = '\(try #require(kea.endpoint))'
            insecure = true
            mode = 'poll'
            links = [\(links)]
            """)
        try terminal.wait("a poll") { $0.contains(#/ polled [0-9]s ago/#) }
        try compared(kea, exportOf: terminal, as: "export of a polled dashboard")
        try kea.delete(0..<10, from: 4)
        try kea.add(20..<25, to: 4)
        try terminal.wait("a poll that is over for a while") { $0.contains(#/ polled ([3-9]|[0-9]{2})s ago/#) }
        try terminal.type("R")
        try terminal.wait("the next poll") { $0.contains(#/ polled [0-2]s ago/#) }
        let second = try compared(kea, exportOf: terminal, as: "the same after the next poll")
        #expect(second.output.contains(" 10 ended\n"))
    }
}
