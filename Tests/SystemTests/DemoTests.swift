import Foundation
import Testing

/// `lqtop demo` in a real terminal, by its keys: what a new user does first.
@Suite(.serialized)
struct DemoTests {
    @Test("the demo can be watched, sorted, filtered, held, exported and left", arguments: [(80, 24), (160, 45)])
    func tour(columns: Int, rows: Int) throws {
        let terminal = try TerminalSession(
            columns: columns, rows: rows, command: "'\(Programs.path("lqtop"))' demo; echo \"status \"\"$?\"")
        try watchServers(terminal)
        try changeScreens(terminal)
        try move(terminal)
        try sort(terminal)
        try hold(terminal)
        try filter(terminal)
        try export(terminal)
        try reconnect(terminal)
        try serverPage(terminal)
        try log(terminal)
        try repaint(terminal)
        try terminal.type("q")
        try terminal.wait(for: "status 0")
        #expect(try terminal.isMainScreen())
    }

    private func watchServers(_ terminal: TerminalSession) throws {
        try terminal.wait(for: "3 of 3 servers live")
        let screen = try terminal.wait(for: "whole as of")
        try terminal.wait(for: "told by both; ")
        for part in ["[1 Servers]", "steady!", "skewed!", "flaky!", "INSECURE: 3 servers"] {
            #expect(screen.contains(part), "\(screen)")
        }
    }

    private func changeScreens(_ terminal: TerminalSession) throws {
        try terminal.type("3")
        try terminal.wait(for: "[3 Changes]")
        try terminal.type("1")
        try terminal.wait(for: "[1 Servers]")
        try terminal.type("Tab")
        try terminal.wait(for: "[2 Bindings]")
        try terminal.type("?")
        try terminal.wait(for: "any other key: back")
        try terminal.type("x")
        try terminal.wait(forNo: "any other key: back")
    }

    private func move(_ terminal: TerminalSession) throws {
        try terminal.wait(for: " · rows 1-")
        try terminal.type("j", "Down")
        try terminal.wait("a selection that has moved") { $0.selectedRow >= 6 }
        try terminal.type("G")
        try terminal.wait("the last rows") { !$0.contains(" · rows 1-") }
        try terminal.type("g")
        try terminal.wait("the first rows") { $0.contains(" · rows 1-") && $0.selectedRow == 4 }
        try terminal.type("d")
        try terminal.wait(for: "lifetimes")
        try terminal.type("d")
        try terminal.wait(forNo: "lifetimes")
        try inDepth(terminal)
    }

    private func inDepth(_ terminal: TerminalSession) throws {
        try terminal.type("Enter")
        let page = try terminal.wait("the page of a binding") { screen in
            screen.contains("─ client ─") && screen.contains("by the server's")
        }
        try terminal.type("]")
        try terminal.wait("the next binding") { $0.pageTitle != page.pageTitle }
        try terminal.type("G")
        try terminal.wait(for: "all changes since lqtop was started")
        try terminal.type("x", "G")
        try terminal.wait(for: "octets of the options as they came")
        try terminal.type("Escape")
        try terminal.wait(forNo: "octets of the options")
    }

    private func sort(_ terminal: TerminalSession) throws {
        try terminal.wait(for: "by prefix")
        try terminal.type("s")
        try terminal.wait(for: "sort by")
        try terminal.type("j", "Enter")
        try terminal.wait("rows by client") { $0.contains("by client ·") && $0.contains("CLIENT▲") }
        try terminal.type("r")
        try terminal.wait("rows by client, last first") {
            $0.contains("by client, reversed ·") && $0.contains("CLIENT▼")
        }
        try terminal.type("<")
        try terminal.wait(for: "by prefix ·")
    }

    private func hold(_ terminal: TerminalSession) throws {
        try terminal.type("p")
        let held = try terminal.wait(for: "PAUSED, ")
        let later = try terminal.wait("twenty changes waiting") { ($0.number(after: "PAUSED, ") ?? 0) >= 20 }
        #expect(!held.prefixes.isEmpty && held.prefixes == later.prefixes)
        try terminal.type("p")
        try terminal.wait(forNo: "PAUSED")
    }

    private func filter(_ terminal: TerminalSession) throws {
        try terminal.type("/", "3fff::/20", "Enter")
        try terminal.wait("delegated prefixes alone") { screen in
            screen.contains("filter: 3fff::/20") && screen.prefixes.allSatisfy { $0.hasPrefix("3fff:") }
        }
        try terminal.type("/", "Space", "00:03")
        try terminal.wait(for: "a client needs at least 3 octets, here are 2")
        #expect(try terminal.screen().contains("filter: 3fff::/20"), "the last good filter stays in force")
        try terminal.type("Escape")
        try terminal.wait(forNo: "at least 3 octets")
        try terminal.type("/", "C-u", "00:03:00:01", "Enter")
        try terminal.wait("clients with a DUID-LL alone") { screen in
            screen.contains("filter: 00:03:00:01") && !screen.contains("UUID ") && screen.contains(" LL ")
        }
    }

    /// Of the filter that is in force.
    private func export(_ terminal: TerminalSession) throws {
        try terminal.type("e")
        try terminal.wait(for: "export to file: lqtop-")
        try terminal.type("C-u", "leases.json", "Enter")
        let screen = try terminal.wait(for: "bindings written to leases.json")
        let attributes = try FileManager.default.attributesOfItem(atPath: terminal.folder.file("leases.json"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let document = try #require(
            try JSONSerialization.jsonObject(with: terminal.folder.contents(of: "leases.json")) as? [String: Any])
        let bindings = try #require(document["bindings"] as? [[String: Any]])
        #expect(bindings.count == screen.number(before: " bindings written"))
        #expect(bindings.count > 0)
        for binding in bindings {
            #expect((binding["duid"] as? String)?.hasPrefix("00:03:00:01") == true)
        }
        try terminal.type("Escape")
        try terminal.wait(forNo: "filter: ")
    }

    private func reconnect(_ terminal: TerminalSession) throws {
        try terminal.type("1", "R")
        try terminal.wait(for: "Reconnecting steady.")
        try terminal.wait("a connection made anew") { $0.contains("closed by you; 1 reconnect so far") }
        try terminal.wait(for: "catch-up   complete: ")
    }

    private func serverPage(_ terminal: TerminalSession) throws {
        try terminal.type("Enter")
        try terminal.wait(for: "─ feed ─")
        try terminal.type("-", "G")
        try terminal.wait("graphs of two hours, or what is below them") { screen in
            screen.contains("LEASEQUERY-REPLY") || screen.contains("ended connections")
        }
        try terminal.type("PageUp")
        try terminal.wait(for: "last 2h00m")
        try terminal.type("Escape")
        try terminal.wait(for: " KNOWN ")
    }

    /// It is the last screen.
    private func log(_ terminal: TerminalSession) throws {
        try terminal.type("1", "BTab")
        try terminal.wait(for: " Log]")
        try terminal.type("G")
        try terminal.wait(for: "lqtop began to watch 3 servers")
        try terminal.type("f")
        let screen = try terminal.wait(for: "following")
        #expect(screen.contains("steady!"))
        try terminal.type("1")
        try terminal.wait(for: "[1 Servers]")
    }

    private func repaint(_ terminal: TerminalSession) throws {
        try terminal.scribble("\u{1b}[10;10Hrubbish")
        try terminal.wait(for: "rubbish")
        try terminal.type("C-l")
        try terminal.wait(forNo: "rubbish")
    }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }

    /// Line of the mark of the selection; the first row of a list is on line 4.
    var selectedRow: Int { lines.firstIndex { $0.hasPrefix("▸") } ?? 0 }

    /// What stands behind the names of the screens.
    fileprivate var pageTitle: Substring { lines.count > 2 ? lines[2].suffix(60) : "" }

    /// The first column of the list.
    fileprivate var prefixes: [Substring] {
        lines.dropFirst(4).dropLast(2).filter { $0.contains(":") }.compactMap { line in
            line.dropFirst(2).split(separator: " ").first
        }
    }

    fileprivate func number(after label: String) -> Int? {
        guard let place = range(of: label) else { return nil }
        return Int(self[place.upperBound...].prefix { $0.isNumber || $0 == "," }.filter(\.isNumber))
    }

    fileprivate func number(before label: String) -> Int? {
        guard let place = range(of: label) else { return nil }
        return Int(String(self[..<place.lowerBound].reversed().prefix { $0.isNumber }.reversed()))
    }
}
