import Foundation
import Testing

/// `lqserve kea-file` as an operator runs it, on a lease file that a test writes.
struct KeaFileTests {
    private static let header = """
        address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,\
        hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id

        """
    private static let relays = """
        {"ISC":{"relay-info":[{"hop":1&#x2c"link":"::"&#x2c"peer":"fe80::1"&#x2c"options":"0x0035000A00030001020000005300"}\
        &#x2c{"hop":0&#x2c"link":"2001:db8:2::1"&#x2c"peer":"fe80::2"&#x2c"options":"0x0012000465746830"}]}}
        """

    @Test("leases of Kea's file by bulk leasequery: held ones, with relays and names, of the link that is asked for")
    func served() throws {
        let folder = try TestFolder()
        let expire = Int(Date().timeIntervalSince1970) + 7200
        try folder.write(
            Self.header
                + "2001:db8:1::1,00:03:00:01:02:00:00:00:53:01,7200,\(expire),1,3600,0,1,128,1,0,a.example.org.,,0,,,,0\n"
                + "2001:db8:2::1,00:03:00:01:02:00:00:00:53:02,7200,\(expire),2,3600,0,1,128,0,0,,,0,\(Self.relays),,,0\n"
                + "3fff:2::,00:03:00:01:02:00:00:00:53:02,7200,\(expire),2,3600,2,1,56,0,0,,,0,\(Self.relays),,,0\n"
                + "2001:db8:1::3,00:03:00:01:02:00:00:00:53:03,7200,\(expire),1,3600,0,1,128,0,0,,,0,,,,0\n"
                + "2001:db8:1::3,00:03:00:01:02:00:00:00:53:03,0,\(expire - 7200),1,0,0,1,128,0,0,,,3,,,,0\n",
            to: "kea-leases6.csv")
        try folder.write(
            """
            { // as Kea reads it
              "Dhcp6": { "lease-database": { "type": "memfile", "name": "\(folder.file("kea-leases6.csv"))" },
                "subnet6": [ { "id": 1, "subnet": "2001:db8:1::/64" } ],
                "shared-networks": [ { "name": "s", "subnet6": [ { "id": 2, "subnet": "2001:db8:2::/64" } ] } ] } }
            """, to: "kea-dhcp6.conf")
        try folder.write("00:02:00:00:7e:d9:73:72:76\n", to: "kea-dhcp6-serverid")
        let server = try ServerProcess(
            source: "kea-file", "--kea-config", folder.file("kea-dhcp6.conf"))
        let whole = try bindings(of: server, link: "::")
        #expect(whole.map(\.address) == ["2001:db8:1::1", "2001:db8:2::1", "3fff:2::"])
        #expect(whole[1].relays == ["::", "2001:db8:2::1"] && whole[2].relays == ["::", "2001:db8:2::1"])
        #expect(try bindings(of: server, link: "2001:db8:1::9").map(\.address) == ["2001:db8:1::1"])
        let filtered = try bindings(of: server, link: "::", "--filter", "kind:na not 2001:db8:1::/64")
        #expect(filtered.map(\.address) == ["2001:db8:2::1"])
    }

    @Test("rows that cannot be read are told with their place, one line each, and that the file is gone and back")
    func told() throws {
        let folder = try TestFolder()
        let leases = try folder.write(
            Self.header + "nonsense\n2001:db8::1,\u{1b}[2J,1,1,1,1,0,1,128,0,0,,,0,,,\n", to: "kea-leases6.csv")
        let server = try ServerProcess(source: "kea-file", "--leases", leases, "--server-id", "000301")
        try server.wait(forLine: "lqserve: skipped: \(leases):2: 1 columns, a lease has 12 or more")
        try server.wait(forLine: #"lqserve: skipped: \#(leases):3: duid cannot be '\x1b[2J'"#)
        try FileManager.default.removeItem(atPath: leases)
        try server.wait(forLine: "lqserve: TROUBLE, nothing new comes in: the lease file is gone")
        try folder.write(Self.header, to: "kea-leases6.csv")
        try server.wait(forLine: "lqserve: well again: it was the lease file is gone")
        #expect(!server.said.contains("\u{1b}"))
    }

    @Test("a Kea that cannot be reached is told at once, and SIGTERM ends the waiting")
    func unreachable() throws {
        let server = try ServerProcess(
            arguments: [
                "kea-ha", "--insecure", "--kea-url", "http://[::1]:9/", "--receive", "[::1]:0", "--server-id", "000301",
            ])
        try server.wait(forLine: "lqserve: TROUBLE, nothing new comes in: cannot compare with http://[::1]:9/")
        #expect(server.stop() == 0)
    }

    @Test(
        "a file that is not there, no file of Kea's, and no DUID: status 1 and what to do",
        arguments: [
            (["--leases", "/nonexistent/kea-leases6.csv", "--server-id", "000301"], "start Kea first"),
            (["--leases", "/etc/passwd", "--server-id", "000301"], "does not begin with the columns"),
            (["--leases", "/nonexistent/kea-leases6.csv"], "--server-id"),
            (["--kea-config", "/nonexistent/kea-dhcp6.conf"], "--leases and --subnet"),
            (["--kea-config", "/etc/passwd"], "is not the JSON"),
        ])
    func refusals(options: [String], advice: String) throws {
        let result = try Programs.run(
            Programs.path("lqserve"), ["kea-file", "--enable-active", "--insecure"] + options)
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("lqserve: ") && result.errors.contains(advice), "\(result.errors)")
    }

    private struct Binding {
        var address: String
        /// Link addresses, from outside.
        var relays: [String]
    }

    private func bindings(of server: ServerProcess, link: String, _ options: String...) throws -> [Binding] {
        let folder = try TestFolder()
        try snapshot(of: server, link: link, options, to: folder)
        let document = try JSONSerialization.jsonObject(with: folder.contents(of: "snapshot.json"))
        #expect((document as? [String: Any])?["filter"] as? String == options.last)
        let rows = try #require((document as? [String: Any])?["bindings"] as? [[String: Any]])
        return try rows.map { row in
            let relays = row["relay"] as? [[String: Any]] ?? []
            return Binding(
                address: try #require(row["ip-address"] as? String), relays: relays.compactMap { $0["link"] as? String }
            )
        }.sorted { $0.address < $1.address }
    }

    private func snapshot(
        of server: ServerProcess, link: String, _ options: [String], to folder: TestFolder
    ) throws {
        let result = try Programs.run(
            Programs.path("lqtop"),
            [
                "snapshot", "--bulk", "--insecure", "--server", "[::1]:\(server.port)", "--link", link, "--output",
                folder.file("snapshot.json"),
            ] + options)
        #expect(result.status == 0, "\(result.errors)")
    }
}
