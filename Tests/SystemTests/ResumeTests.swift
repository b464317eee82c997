import Foundation
import Testing

/// The state file, with the real programs: killed, started again, in each other's way.
@Suite(.serialized)
struct ResumeTests {
    @Test("R-25: killed and started again, lqtop shows what it knew and is caught up with what it missed")
    func killed() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let terminal = try watch(server.port)
        try terminal.wait("a whole picture") { $0.contains("whole as of ") && $0.contains("live") }
        try waitUntilWritten(terminal.folder)
        try killAndWait(terminal)
        #expect(mode(of: terminal.folder.file("state")) == 0o600)
        try start(terminal)
        let again = try terminal.wait("a completed catch-up") {
            $0.contains("catch-up   complete: ") && $0.contains("whole as of ")
        }
        #expect(!again.contains("bulk "), "nothing had to be asked for anew:\n\(again)")
        try killAndWait(terminal)
        server.stop()
        try start(terminal)
        try terminal.wait("what it knew, as old as it is") {
            $0.contains("INCOMPLETE: kea: HOLE since ") && $0.contains("0 of 1 server live")
                && $0.contains(#/4\d\d bindings/#)
        }
        try terminal.type("2")
        try terminal.wait(for: "bound?")
        try terminal.type("q")
        try terminal.wait("the shell") { $0.hasPrefix("shell>") }
    }

    @Test("a state file in use: a second lqtop remembers nothing and watches, and forget leaves it alone")
    func inUse() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let terminal = try watch(server.port)
        try terminal.wait(for: "whole as of ")
        let second = try watch(server.port, in: terminal.folder)
        try second.wait("a feed without memory, and why") {
            $0.contains("NOT REMEMBERED") && $0.contains("in use by another lqtop") && $0.contains("whole as of ")
        }
        let forget = try Programs.run(
            Programs.path("lqtop"), ["forget", "--state-file", terminal.folder.file("state")])
        #expect(forget.status == 1)
        #expect(forget.errors.contains("in use by another lqtop"))
        try second.type("q")
        try second.wait("the shell") { $0.hasPrefix("shell>") }
        try terminal.wait(forNo: "NOT REMEMBERED")
    }

    @Test("R-42: forget deletes what was remembered, and says so")
    func forget() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40")
        let terminal = try watch(server.port)
        try terminal.wait(for: "whole as of ")
        try terminal.type("q")
        try terminal.wait("the shell") { $0.hasPrefix("shell>") }
        let state = terminal.folder.file("state")
        #expect(FileManager.default.fileExists(atPath: state))
        let program = Programs.path("lqtop")
        let forget = try Programs.run(program, ["forget", "--config", terminal.folder.file("servers.toml")])
        #expect(forget.status == 0)
        #expect(forget.errors == "lqtop: deleted \(state)\n")
        #expect(!FileManager.default.fileExists(atPath: state))
        let again = try Programs.run(program, ["forget", "--state-file", state])
        #expect(again.status == 0)
        #expect(again.errors == "lqtop: nothing to forget: there is no \(state)\n")
    }

    @Test("a file that is not lqtop's is never deleted nor written to")
    func foreign() throws {
        let folder = try TestFolder()
        let file = try folder.write("notes of mine", to: "state")
        chmod(file, 0o600)
        let program = Programs.path("lqtop")
        let forget = try Programs.run(program, ["forget", "--state-file", file])
        #expect(forget.status == 1)
        #expect(
            forget.errors == "lqtop: state file \(file): is no state file of lqtop and is left alone; name another\n")
        let config = try folder.write("state-file = 'state'\n", to: "servers.toml")
        let check = try Programs.run(program, ["check", "--config", config])
        #expect(check.status == 2)
        #expect(check.errors.contains("is no state file of lqtop"))
        #expect(try folder.contents(of: "state") == Data("notes of mine".utf8))
    }

    /// lqtop at 120x36 with a state file, which writes its pid.
    private func watch(_ port: Int, in folder: TestFolder? = nil) throws -> TerminalSession {
        let folder = try folder ?? TestFolder()
        let settings = "state-file = 'state'\nretry-interval = 1\nlongest-retry-interval = 2\n"
        let server = "[[server]]\nname = 'kea'\naddress = '[::1]:\(port)'\ninsecure = true\n"
        try folder.write(settings + server, to: "servers.toml")
        return try TerminalSession(columns: 120, rows: 36, folder: folder, command: Self.command)
    }

    private static let command =
        "clear; sh -c 'echo $$ > pid; exec \"\(Programs.path("lqtop"))\" --config servers.toml'"

    private func start(_ terminal: TerminalSession) throws {
        try terminal.type("reset; \(Self.command)", "Enter")
    }

    private func killAndWait(_ terminal: TerminalSession) throws {
        let pid = try #require(pid_t(String(decoding: terminal.folder.contents(of: "pid"), as: UTF8.self).dropLast()))
        kill(pid, SIGKILL)
        try terminal.wait(for: "Killed")
    }

    /// The first transaction is in the file.
    private func waitUntilWritten(_ folder: TestFolder) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try folder.contents(of: "state-wal").count < 65_536 {
            try #require(ContinuousClock.now < deadline, "nothing was written")
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    private func mode(of path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.posixPermissions] as? Int
    }
}
