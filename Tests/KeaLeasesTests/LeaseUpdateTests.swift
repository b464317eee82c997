import DHCPv6Wire
import Responder
import Testing

@testable import KeaLeases

/// What Kea 3.0.4 sends and answers.
struct LeaseUpdateTests {
    private static let relayed = """
        { "duid": "00:01:00:01:2a:00:00:00:02:4d:85:c9:22:17", "expire": 1795458509, "fqdn-fwd": true, "fqdn-rev": false,
          "hostname": "a.example.", "hw-address": "02:4d:85:c9:22:17", "iaid": 9, "ip-address": "3fff:920::",
          "preferred-lft": 3600, "prefix-len": 60, "state": 0, "subnet-id": 2, "type": "IA_PD",
          "user-context": { "ISC": { "relay-info": [
            { "hop": 1, "link": "::", "options": "0x0035000D000200007ED972656C61792D30",
              "peer": "fe80::d965:1bbc:e6fe:5bcc", "relay-id": "000200007ED972656C61792D30" },
            { "hop": 0, "link": "2001:db8:f900:2::1", "options": "0x00120008706F72742D302F30",
              "peer": "fe80::63ea:70a5:18d7:65f4" } ] } }, "valid-lft": 7200 }
        """

    @Test("relays are the same in Kea 2.2, which has another name for them")
    func olderRelays() throws {
        let older = Self.relayed.replacing("relay-info", with: "relays")
        let paths = try [Self.relayed, older].map {
            try RelayInfo.path(#require(LeaseUpdate(command(leases: $0)).rows.first).context)
        }
        #expect(paths[0] != nil && paths[0] == paths[1])
    }

    @Test("a lease as it is sent to a backup: every field in its place")
    func lease() throws {
        let update = try LeaseUpdate(command(leases: Self.relayed))
        let row = try #require(update.rows.first)
        #expect(row.key == BindingKey(.prefix, try #require(IPv6Prefix("3fff:920::/60"))))
        #expect(row.valid == 7200 && row.preferred == 3600 && row.lastTransaction == 1_795_451_309)
        #expect(row.subnet == 2 && row.state == .held && row.isNameInDNS)
        let path = try #require(RelayInfo.path(row.context))
        #expect(path.hops.map(\.hopCount) == [1, 0])
        #expect(path.hops[1].interfaceID == Array("port-0/0".utf8))
        #expect(path.clientLink == IPv6Address("2001:db8:f900:2::1"))
    }

    @Test("a release keeps its state, a deletion has no lifetime left, and is taken first")
    func ends() throws {
        let lease = #"{ "ip-address": "2001:db8::1", "type": "IA_NA", "duid": "00:03:01", "subnet-id": 1, "#
        let update = try LeaseUpdate(
            command(
                leases: lease + #""preferred-lft": 0, "valid-lft": 0, "expire": 1000, "state": 3 }"#,
                deleted: lease + #""preferred-lft": 60, "valid-lft": 100, "expire": 1100, "state": 0 }"#))
        #expect(update.rows.map(\.valid) == [0, 0] && update.rows.map(\.state) == [.held, .released])
        #expect(update.rows.map(\.lastTransaction) == [1000, 1000])
    }

    @Test("what is no lease is told, and what is no such command is refused")
    func strange() throws {
        var rejected = RejectedInput()
        let lease = #"{ "ip-address": "2001:db8::1", "type": "IA_NA", "duid": "00:03:01", "subnet-id": -1 }"#
        for (lease, fault) in try LeaseUpdate(command(leases: "{}, " + lease)).rejected {
            rejected.add(lease, in: "lease6-bulk-apply", fault)
        }
        #expect(
            rejected.described.map(\.text) == [
                "lease6-bulk-apply: lease without address: ip-address is missing",
                "lease6-bulk-apply: lease 2001:db8::1: valid-lft is missing",
            ])
        #expect(try LeaseUpdate(command(leases: "{}, 1, " + Self.relayed)).rejected.count == 2)
        #expect(throws: LeaseUpdate.Refused.otherCommand("lease6-add")) {
            try LeaseUpdate(Array(#"{ "command": "lease6-add" }"#.utf8))
        }
        #expect(throws: LeaseUpdate.Refused.self) { try LeaseUpdate(Array("x".utf8)) }
    }

    @Test("all leases, page by page, and what came meanwhile unless a page was newer")
    func pages() throws {
        var sync = LeaseSync()
        guard case .ask(let first) = sync.begin() else { throw Unexpected() }
        #expect(first.contains(#""from": "start""#))
        let page = (0..<LeaseSync.pageSize).map { answer($0, cltt: 1000) }
        let next = try sync.answered(try JSONValue(parsing: reply(page).utf8))
        guard case .ask(let second) = next else { throw Unexpected() }
        #expect(second.contains(#""from": "2001:db8::3e7""#))
        sync.updated([try row(1, cltt: 900), try row(2, cltt: 1001), try row(5000, cltt: 1)])
        let last = try sync.answered(try JSONValue(parsing: reply([answer(1000, cltt: 1000)]).utf8))
        guard case .done(let rows) = last else { throw Unexpected() }
        #expect(rows.count == LeaseSync.pageSize + 3)
        #expect(rows.suffix(2).map(\.lastTransaction) == [1001, 1])
    }

    @Test("an empty server is an empty page, a refusal is none")
    func emptyAndRefused() throws {
        var sync = LeaseSync()
        let empty = try JSONValue(parsing: #"[ { "result": 3, "text": "0 IPv6 lease(s) found." } ]"#.utf8)
        #expect(try sync.answered(empty) == .done([]))
        let refusal = try JSONValue(parsing: #"[ { "result": 2, "text": "not supported" } ]"#.utf8)
        #expect(throws: LeaseSync.Refused(text: "not supported")) { try sync.answered(refusal) }
    }

    @Test("credentials as RFC 7617 section 2 has them")
    func credentials() throws {
        let credentials = try #require(BasicCredentials("Aladdin:open sesame"))
        #expect(credentials.matches("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
        #expect(!credentials.matches("Basic QWxhZGRpbjpvcGVuIHNlc2FtZR==") && !credentials.matches(nil))
        #expect(BasicCredentials("nobody") == nil && BasicCredentials("a:\n") == nil)
    }

    @Test(
        "where Kea listens",
        arguments: ["http://192.0.2.1:8000/", "https://[2001:db8::1]:8443/kea", "http://kea.example:1/"])
    func endpoint(text: String) {
        #expect(KeaEndpoint(text)?.description == text)
    }

    @Test(
        "what is no such url",
        arguments: [
            "", "http://", "http://a/", "ftp://a:1/", "http://:1/", "http://a:0/", "http://a:x/", "http://::1:8/",
        ])
    func noEndpoint(text: String) {
        #expect(KeaEndpoint(text) == nil)
    }

    private struct Unexpected: Error {}

    private func command(leases: String, deleted: String = "") -> [UInt8] {
        Array(
            """
            { "arguments": { "deleted-leases": [ \(deleted) ], "leases": [ \(leases) ], "origin": "ha-partner" },
              "command": "lease6-bulk-apply", "service": [ "dhcp6" ] }
            """.utf8)
    }

    private func answer(_ number: Int, cltt: Int) -> String {
        """
        { "cltt": \(cltt), "duid": "00:03:01", "ip-address": "2001:db8::\(String(number, radix: 16))", "state": 0,
          "preferred-lft": 60, "subnet-id": 1, "type": "IA_NA", "valid-lft": 100 }
        """
    }

    private func row(_ number: Int, cltt: Int) throws -> LeaseRow {
        try LeaseRow(try JSONValue(parsing: answer(number, cltt: cltt).utf8))
    }

    private func reply(_ leases: [String]) -> String {
        #"[ { "result": 0, "arguments": { "leases": [ \#(leases.joined(separator: ", ")) ] } } ]"#
    }
}
