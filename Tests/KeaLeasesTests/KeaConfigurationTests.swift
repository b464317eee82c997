import DHCPv6Wire
import Testing

@testable import KeaLeases

struct KeaConfigurationTests {
    @Test("subnets, also of shared networks, and the lease file; comments are no matter")
    func whole() throws {
        let text = """
            { # as Kea reads it
              "Dhcp6": { "lease-database": { "type": "memfile", "name": "/run/l.csv" }, /* and */
                "subnet6": [ { "id": 1, "subnet": "2001:db8:1::/64" } ],
                "shared-networks": [ { "subnet6": [ { "id": 2, "subnet": "2001:db8:2::/64" } ] } ] } } // so on
            """
        let configuration = try KeaConfiguration(parsing: Array(text.utf8))
        #expect(configuration.leaseFile == "/run/l.csv")
        #expect(configuration.subnets.mapValues { "\($0)" } == [1: "2001:db8:1::/64", 2: "2001:db8:2::/64"])
    }

    @Test("what is included is read in its place, also by what is included")
    func included() throws {
        let files = [
            "subnets.json": #"[ <?include "one.json"?>, { "id": 2, "subnet": "2001:db8:2::/64" } ]"#,
            "one.json": #"{ "id": 1, "subnet": "2001:db8:1::/64" }"#, "loop.json": #" <?include "loop.json"?>"#,
        ]
        func parse(_ text: String) throws -> KeaConfiguration {
            try KeaConfiguration(parsing: Array(text.utf8)) { files[$0].map { Array($0.utf8) } }
        }
        let configuration = try parse(#"{ "Dhcp6": { "subnet6": <?include "subnets.json"?> } }"#)
        #expect(configuration.subnets.keys.sorted() == [1, 2])
        #expect(try parse(##"{ "Dhcp6": { "a": "<?include" #<?include "x"?>"## + "\n}}").subnets.isEmpty)
        for (name, fault) in [
            ("none.json", "'none.json', which is included, cannot be read"),
            ("loop.json", "too many files are included"),
        ] {
            let error = #expect(throws: KeaConfiguration.Fault.self) {
                try parse(#"{ "Dhcp6": <?include "\#(name)"?> }"#)
            }
            #expect(error?.description.contains(fault) == true)
        }
    }

    @Test("what is of no use says what to do")
    func faults() {
        for (text, fault) in [
            ("{", KeaConfiguration.Fault.notJSON("no name of a member at octet 1")), ("{}", .notDHCPv6),
            (#"{"Dhcp6":{"lease-database":{"type":"mysql"}}}"#, .otherDatabase("mysql")),
            (#"{"Dhcp6":{"subnet6":[{"subnet":"2001:db8::/64"}]}}"#, .subnet("2001:db8::/64")),
        ] {
            #expect(throws: fault) { try KeaConfiguration(parsing: Array(text.utf8)) }
        }
    }
}
