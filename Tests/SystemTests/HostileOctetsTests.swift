import Foundation
import Testing

/// Octets that clients and relays choose, from a lease file through a real server and lqtop to a real terminal.
struct HostileOctetsTests {
    private static let header = """
        address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,\
        hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id

        """
    /// Escape sequences, C1 controls, wide and combining characters, bidirectional marks, nothing at all wide, no UTF-8.
    static let texts: [[UInt8]] = [
        Array("\u{1b}[2J\u{1b}[H\u{1b}]0;owned\u{7}".utf8), Array("\u{9b}2J\u{85}\u{90}q".utf8),
        Array("日本語e\u{301}\u{327}".utf8), Array("\u{202e}abc\u{2066}\u{200b}\u{feff}".utf8),
        [0xff, 0xfe, 0xc3, 0x28, 0x9b, 0x32, 0x4a], Array("\r\n\t\u{8}\u{c}\0".utf8),
    ]

    /// What stands in a lease file for a hostname, escaped as Kea escapes what its format has a use for.
    private static func hostname(_ text: [UInt8]) -> String { text.map { String(format: "&#x%02x", $0) }.joined() }

    /// A lease whose client and relay say `text` wherever they can say something.
    private static func lease(_ number: Int, _ text: [UInt8]) -> String {
        func hex(_ octets: [UInt8]) -> String { octets.map { String(format: "%02x", $0) }.joined() }
        func option(_ code: UInt8, _ octets: [UInt8]) -> String { hex([0, code, 0, UInt8(octets.count)] + octets) }
        let duid = ([0, 2, 0, 0, 0, 9] + text).map { String(format: "%02x", $0) }.joined(separator: ":")
        let options = option(18, text) + option(37, [0, 0, 0, 9] + text) + option(38, text)
        let context =
            #"{"ISC":{"relay-info":[{"hop":0&#x2c"link":"2001:db8:1::1"&#x2c"peer":"fe80::1"&#x2c"#
            + "\"options\":\"0x\(options)\"}]}}"
        let expire = Int(Date().timeIntervalSince1970) + 7200
        return "2001:db8:1::\(number),\(duid),7200,\(expire),1,3600,0,1,128,0,0,\(hostname(text)),,0,\(context),,,0\n"
    }

    @Test("V-27: whatever clients and relays say, every screen stands where it stood and says what they said")
    func everyScreen() throws {
        let folder = try TestFolder()
        let leases = Self.texts.enumerated().map { Self.lease($0.offset + 1, $0.element) }
        let file = try folder.write(Self.header + leases.joined(), to: "kea-leases6.csv")
        let server = try ServerProcess(source: "kea-file", "--leases", file, "--server-id", "000301")
        let terminal = try TerminalSession.dashboard(on: server)
        try terminal.wait(for: "\(Self.texts.count) bindings")
        for screen in ["1", "2", "3", "4", "5", "6", "7"] {
            try terminal.type(screen)
            try expectIntact(try terminal.wait(for: "─[\(screen) "))
        }
        try terminal.type("2", "g")
        for _ in Self.texts {
            try terminal.type("Enter")
            let page = try terminal.wait(for: "client-id ")
            try expectIntact(page)
            #expect(page.contains("name "), "\(page)")
            try terminal.type("Escape")
            try expectIntact(try terminal.wait(for: "rows"))
            try terminal.type("j")
        }
        #expect(try terminal.screen().contains("[2 Bindings]"))
    }

    @Test("V-27: whatever servers say with a status, every screen stands where it stood")
    func statusText() throws {
        let servers = try Self.texts.map { text in
            try WrongServer(closes: false) { query in Self.refusal(of: query, text) }
        }
        let tables = servers.enumerated().map { index, server in
            "[[server]]\nname = 's\(index)'\naddress = '[::1]:\(server.port)'\ninsecure = true\nfill = false\n"
        }
        let terminal = try TerminalSession.dashboard(tables.joined())
        try terminal.type("7")
        try terminal.wait("a refusal of each") { $0.split(separator: "UnspecFail").count > servers.count }
        for screen in ["7", "6", "1"] {
            try terminal.type(screen)
            try expectIntact(try terminal.wait(for: "─[\(screen) "))
        }
        try terminal.type("Enter")
        for index in servers.indices {
            let page = try terminal.wait("the page of s\(index)") { screen in
                screen.contains(" s\(index) ─") && screen.contains("Esc back") && screen.contains("UnspecFail")
            }
            try expectIntact(page)
            try terminal.type("]")
        }
    }

    /// A LEASEQUERY-REPLY to a query, both as they are on the wire, that refuses it with these octets as the reason.
    private static func refusal(of query: [UInt8], _ text: [UInt8]) -> [UInt8] {
        let clientID = RawRequestor.options(Array(query.dropFirst(6)))[1] ?? []
        func option(_ code: UInt8, _ octets: [UInt8]) -> [UInt8] { [0, code, 0, UInt8(octets.count)] + octets }
        let options = option(2, [0, 3, 0, 1, 9, 9]) + option(1, clientID) + option(13, [0, 1] + text)
        let reply = [15] + query.dropFirst(3).prefix(3) + options
        return [0, UInt8(reply.count)] + reply
    }

    private func expectIntact(_ screen: String) throws {
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix(" lqtop  ") && lines[0].contains("bindings"), "\(screen)")
        #expect(lines[2].hasPrefix("─"), "\(screen)")
        #expect(lines.count <= 37 && lines.allSatisfy { $0.unicodeScalars.count <= 120 }, "\(screen)")
        #expect(
            screen.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    }
}
