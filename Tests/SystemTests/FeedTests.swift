import Foundation
import Testing

/// The dashboard against servers in processes of their own, sound and wrong ones.
@Suite(.serialized)
struct FeedTests {
    @Test("a server that ends and comes back: QueryTerminated, a countdown, a reconnect, and what was missed")
    func comesBack() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let terminal = try watch([("kea", server.port)])
        try terminal.wait("a feed with changes") { $0.contains("1 of 1 server live") && !$0.contains(" 0 bindings") }
        server.stop()
        let down = try terminal.wait("why the feed ended, and a countdown") {
            $0.contains("terminated: QueryTerminated") && $0.contains("retry in ")
        }
        #expect(down.contains("INCOMPLETE: kea: HOLE since "))
        #expect(down.contains("0 of 1 server live"))
        // It has forgotten what happened before it started.
        let again = try ServerProcess(port: server.port, "--bindings", "400", "--rate", "40", "--keepalive", "1")
        try terminal.wait("the feed again, and what it lacks") {
            $0.contains("1 of 1 server live") && $0.contains("1 reconnect so far")
                && $0.contains("changes are missing: the server's history is too short (DataMissing)")
                && $0.contains("INCOMPLETE: kea: LOST ")
        }
        again.stop()
        try terminal.type("q")
        try terminal.wait("the shell") { $0.hasPrefix("shell>") }
    }

    @Test("connections that are cut: each reconnect catches up, and nothing is missing")
    func cut() throws {
        let server = try ServerProcess(
            "--bindings", "400", "--rate", "40", "--keepalive", "1", "--drop-every", "2-3")
        let terminal = try watch([("kea", server.port)])
        try terminal.wait("a completed catch-up") {
            $0.contains("catch-up   complete: ") && $0.contains("closed by the server; ")
                && $0.contains("reconnect") && $0.contains("whole as of ")
        }
    }

    @Test("servers that break the protocol are told by what they did, while another stays live")
    func wrongServers() throws {
        let sound = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let closing = try WrongServer(saying: [], closes: true)
        let short = try WrongServer(saying: [0, 3, 1, 2, 3], closes: false)
        let babbling = try WrongServer(saying: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), closes: true)
        let terminal = try watch([
            ("sound", sound.port), ("closing", closing.port), ("short", short.port), ("babbling", babbling.port),
        ])
        try terminal.wait(for: "1 of 4 servers live")
        try terminal.type("j")
        try terminal.wait(for: "closed without an answer: not permitted")
        try terminal.type("j")
        try terminal.wait(for: "framing lost: message of 3 octets, 4 is the least (V-01)")
        try terminal.type("j")
        try terminal.wait(for: "framing lost: octets end inside a frame: 18516 announced, 26 present (V-02)")
        let screen = try terminal.screen()
        #expect(screen.contains("INCOMPLETE: nothing yet from closing, short, babbling"))
        #expect(screen.contains(#/sound! +live /#))
    }

    @Test("R-42: what was learned ends with the program: on disk are its configuration and its own DUID")
    func leavesNothing() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40")
        let terminal = try watch([("kea", server.port)])
        try terminal.wait("bindings") { $0.contains("whole as of ") && !$0.contains(" 0 bindings") }
        try terminal.type("q")
        try terminal.wait("the shell") { $0.hasPrefix("shell>") }
        let files = try FileManager.default.subpathsOfDirectory(atPath: terminal.folder.path)
        #expect(Set(files) == ["lqtop", "lqtop/duid", "servers.toml"])
    }

    /// lqtop at 120x36 over these servers on loopback, which it tries again after a second or two.
    private func watch(_ servers: [(name: String, port: Int)]) throws -> TerminalSession {
        let tables = servers.map { "[[server]]\nname = '\($0.name)'\naddress = '[::1]:\($0.port)'\ninsecure = true\n" }
        return try .dashboard("retry-interval = 1\nlongest-retry-interval = 2\n" + tables.joined())
    }
}
