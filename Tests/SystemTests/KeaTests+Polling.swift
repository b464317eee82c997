import Foundation
import Testing

/// The dashboard over Kea, which has Bulk Leasequery and no Active Leasequery.
extension KeaTests {
    @Test(
        "Kea closes on an active query and answers a bulk query: it has no Active Leasequery",
        .enabled(if: KeaPeer.current != nil, KeaPeer.needed))
    func label() throws {
        let kea = try #require(KeaPeer.current)
        let terminal = try TerminalSession.dashboard(
            "[[server]]\nname = 'kea'\naddress = '\(kea.endpoint)'\ninsecure = true\n")
        let screen = try terminal.wait(for: "no active LQ")
        #expect(screen.contains("answers bulk and not active leasequery"))
        #expect(screen.contains(#/retry in (9m|1[01]m)/#))
    }

    @Test(
        "after each poll the bindings are those that Kea has; what Kea no longer has is gone",
        .enabled(if: KeaPeer.current != nil, KeaPeer.needed))
    func churn() throws {
        let kea = try #require(KeaPeer.current)
        let links = kea.links.map { "'\($0)'" }.joined(separator: ", ")
        defer { try? kea.change("lease6-del", 0..<25) }
        try kea.change("lease6-del", 0..<25)
        try kea.change("lease6-add", 0..<20)
        let terminal = try TerminalSession.dashboard(
            """
            poll-interval = 86400
            [[server]]
            name = 'kea'
            address = '\(kea.endpoint)'
            insecure = true
            mode = 'poll'
            links = [\(links)]
            """)
        try terminal.wait("a poll") { $0.contains(#/ polled [0-9]s ago/#) }
        #expect(try compared(kea, "first.json", in: terminal).status == 0)
        try kea.change("lease6-del", 0..<10)
        try kea.change("lease6-add", 20..<25)
        try terminal.wait("a poll that is over for a while") { $0.contains(#/ polled ([3-9]|[0-9]{2})s ago/#) }
        try terminal.type("R")
        try terminal.wait("the next poll") { $0.contains(#/ polled [0-2]s ago/#) }
        let second = try compared(kea, "second.json", in: terminal)
        #expect(second.status == 0)
        #expect(second.output.contains(" 10 ended\n"))
    }

    /// Exports what the dashboard has, and compares it with what Kea has.
    private func compared(_ kea: KeaPeer, _ name: String, in terminal: TerminalSession) throws -> Programs.Result {
        try terminal.type("2")
        try terminal.wait(for: "[2 Bindings]")
        try terminal.type("e")
        try terminal.wait(for: "Enter writes the file")
        try terminal.type("C-u", name, "Enter")
        try terminal.wait(for: "bindings written to \(name)")
        try terminal.type("1")
        let result = try kea.compare(terminal.folder.file(name))
        if result.status != 0 { Issue.record("\(result.output)\(result.errors)") }
        return result
    }
}

extension KeaPeer {
    /// Adds or deletes leases of the second link by Kea's own commands; to delete what is not there is no failure.
    fileprivate func change(_ command: String, _ numbers: Range<Int>) throws {
        let script = """
            import json, socket, sys
            path, command, prefix, first, end = sys.argv[1:]
            for n in range(int(first), int(end)):
                lease = {"ip-address": f"{prefix}e{n:02x}"}
                if command == "lease6-add":
                    lease |= {"duid": f"00:03:00:01:02:00:00:00:00:{n:02x}", "iaid": 7}
                with socket.socket(socket.AF_UNIX) as control:
                    control.connect(path)
                    control.sendall(json.dumps({"command": command, "arguments": lease}).encode())
                    control.shutdown(socket.SHUT_WR)
                    answer = json.load(control.makefile("rb"))
                    if answer["result"] != 0 and command == "lease6-add":
                        sys.exit(f"{lease}: {answer['text']}")
            """
        let arguments = [controlSocket, command, links[1], "\(numbers.lowerBound)", "\(numbers.upperBound)"]
        let result = try Programs.run("/usr/bin/env", ["python3", "-c", script] + arguments)
        try #require(result.status == 0, "\(result.errors)")
    }
}
