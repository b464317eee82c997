import Foundation
import Testing

/// The screens that count over all bindings, by their keys, over the demo's real servers.
struct ClientsAndPrefixesTests {
    @Test("clients and prefixes are counted, gone into and come back from")
    func tour() throws {
        let terminal = try TerminalSession(
            columns: 120, rows: 36, command: "'\(Programs.path("lqtop"))' demo; echo \"status \"\"$?\"")
        try terminal.wait(for: "3 of 3 servers live")
        try terminal.type("4")
        try terminal.wait("clients, and as of when") { $0.contains(" clients") && $0.contains("as of ") }
        try terminal.type("j", "Enter")
        try terminal.wait("the bindings of one client, and nobody else's") { screen in
            screen.contains("[2 Bindings]") && screen.contains("filter: =")
                && (1...8).contains(screen.lines.dropFirst(4).count { $0.contains("::") })
        }
        try terminal.type("Escape")
        try terminal.wait("the client, still selected") {
            $0.contains("[4 Clients]") && $0.lines[6].hasPrefix("▸")
        }
        try terminal.type("s", "j", "Enter")
        try terminal.wait(for: "by newest change")
        try terminal.type("5")
        try terminal.wait("pools and prefixes") { $0.contains("homes 1 3fff::/47") && $0.contains("2001:db8::/32 ›") }
        try terminal.type("/kind:pd", "Enter")
        try terminal.wait("prefixes without addresses") {
            $0.contains("3fff:2::/32 ›") && !$0.contains("2001:db8::/32 ›")
        }
        try terminal.type("G", "Enter")
        try terminal.wait(for: "all › 3fff:")
        try terminal.type("BSpace")
        try terminal.wait(for: "all · ")
        try terminal.type("Escape")
        try terminal.wait(for: "2001:db8::/32 ›")
        try terminal.type("q")
        try terminal.wait(for: "status 0")
    }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
