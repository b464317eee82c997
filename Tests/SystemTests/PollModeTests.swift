import Foundation
import Testing

/// The dashboard over a server that is polled.
@Suite(.serialized)
struct PollModeTests {
    @Test("a polled server: its bindings and their age; R polls now; when it is gone the age grows and says why")
    func polled() throws {
        let server = try ServerProcess("--bindings", "40", "--rate", "1")
        let terminal = try TerminalSession.dashboard(
            """
            poll-interval = 86400
            [[server]]
            name = 'bulk'
            address = '[::1]:\(server.port)'
            insecure = true
            mode = 'poll'
            """)
        let screen = try terminal.wait("a poll and its age") { $0.contains(#/ polled [0-9]s ago/#) }
        #expect(screen.contains("1 server polled  ") && !screen.contains(" live"))
        #expect(screen.contains("poll in 1d00h"))
        try terminal.wait("an older poll") { $0.contains(#/ polled ([3-9]|[0-9]{2})s ago/#) }
        try terminal.type("R")
        try terminal.wait("a new poll") { $0.contains(#/ polled [0-2]s ago/#) }
        server.stop()
        try terminal.type("R")
        let failed = try terminal.wait(for: "cannot connect: Connection refused; again in ")
        #expect(failed.contains(#/bulk! +retry in /#) && failed.contains(#/ polled [0-9]+s ago/#))
        try terminal.type("2")
        try terminal.wait(for: " bound? ")
        try terminal.type("q")
        try terminal.wait("the shell") { $0.hasPrefix("shell>") }
    }
}
