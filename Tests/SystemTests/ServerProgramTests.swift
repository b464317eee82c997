import Foundation
import Testing

/// `lqserve` as an operator runs it, and what a requestor reads from its socket.
struct ServerProgramTests {
    @Test("S-10, S-11, S-12: SIGTERM ends an active query with QueryTerminated and a base time, then the connection")
    func terminated() throws {
        let server = try ServerProcess("--bindings", "200", "--rate", "200")
        let requestor = try RawRequestor(port: server.port)
        try requestor.send(RawRequestor.active)
        try requestor.wait(messages: 5)
        let status = server.stop()
        let messages = try requestor.messagesUntilClosed()
        #expect(messages.first?.type == 15)
        #expect(messages.dropFirst().dropLast().allSatisfy { $0.type == 17 && $0.options[100]?.count == 4 })
        let last = try #require(messages.last)
        #expect(last.type == 16)
        #expect(last.options[13]?.prefix(2) == [0, 11])
        #expect(last.options[100]?.count == 4)
        #expect(status == 0)
        #expect(server.said.hasSuffix("lqserve: stopped\n"))
    }

    @Test("S-01, S-13, S-14, S-31, S-32: without --enable-active there is Bulk Leasequery only, and it says so")
    func bulkOnly() throws {
        let server = try ServerProcess(enablesActive: false, "--bindings", "200")
        let bulk = try RawRequestor(port: server.port)
        try bulk.send(RawRequestor.bulk)
        try bulk.wait(messages: 50)
        let active = try RawRequestor(port: server.port)
        try active.send(RawRequestor.active)
        let messages = try active.messagesUntilClosed()
        #expect(messages.map(\.type) == [15])
        #expect(messages.first?.options[13]?.prefix(2) == [0, 14])
        #expect(server.said.contains("bulk queries only; --enable-active"))
    }

    @Test("S-02, S-03: --suppress keeps relay data and names in, asked for or not")
    func suppressed() throws {
        for (options, expected) in [([], [47, 39]), (["--suppress", "relay-data", "--suppress", "client-fqdn"], [])] {
            let server = try ServerProcess(options: ["--bindings", "200"] + options)
            let requestor = try RawRequestor(port: server.port)
            try requestor.send(RawRequestor.bulk)
            try requestor.wait(messages: 100)
            server.stop()
            let data = try requestor.messagesUntilClosed().compactMap { $0.options[45] }.map(RawRequestor.options)
            #expect(!data.isEmpty)
            for code in [47, 39] as [Int] {
                #expect(data.contains { $0[code] != nil } == expected.contains(code), "option \(code)")
            }
        }
    }

    @Test("S-20, SX-02: --allow-from names who may connect; others are closed at once and counted")
    func allowFrom() throws {
        let closed = try ServerProcess("--allow-from", "2001:db8::/32", "--allow-from", "192.0.2.0/24")
        #expect(try RawRequestor(port: closed.port).messagesUntilClosed().isEmpty)
        let open = try ServerProcess("--bindings", "200", "--allow-from", "::1")
        let requestor = try RawRequestor(port: open.port)
        try requestor.send(RawRequestor.bulk)
        try requestor.wait(messages: 10)
    }

    @Test("S-09: a keepalive below the default is the operator's wish, who is told")
    func shortKeepalive() throws {
        #expect(try ServerProcess("--keepalive", "5").saidAtStart.contains("below the 60 s of RFC 7653 section 6.4"))
        #expect(try !ServerProcess("--keepalive", "60").saidAtStart.contains("6.4"))
    }

    @Test("an address in use, or a file that is not there: status 1 and one line that says what to do")
    func cannotStart() throws {
        let server = try ServerProcess()
        for (options, part) in [
            (["--insecure", "--listen", "[::1]:\(server.port)"], "address in use: another server runs there"),
            (["--certificate", "no.pem", "--key", "no.key", "--ca-file", "no.ca"], "no.ca: No such file"),
        ] {
            let result = try Programs.run(Programs.path("lqserve"), ["simulate"] + options)
            #expect(result.status == 1)
            #expect(result.errors.hasPrefix("lqserve: ") && result.errors.contains(part), "\(result.errors)")
            #expect(result.errors.count(where: \.isNewline) == 1)
        }
    }

    @Test("--help says what can be served and how")
    func help() throws {
        let program = Programs.path("lqserve")
        let overview = try Programs.run(program, ["--help"])
        #expect(overview.status == 0 && overview.output.contains("simulate"))
        let simulate = try Programs.run(program, ["simulate", "--help"])
        for option in ["--listen", "--enable-active", "--insecure", "--allow-from", "--suppress", "--max-queries"] {
            #expect(simulate.output.contains(option))
        }
    }
}
