import DHCPv6Wire
import Responder
import Testing

@testable import KeaLeases

struct LeaseRowTests {
    private static let relayed = """
        2001:db8:f000:2::1,00:03:00:01:02:00:5e:00:53:01,7200,1787320800,2,3600,0,17,128,1,0,cpe&#x2c1.example.org.,\
        02:00:5e:00:53:01,0,{"ISC":{"relay-info":[]}},1,2,0
        """

    @Test("a row of Kea 3.0: every column in its place")
    func whole() throws {
        let row = try LeaseRow(Array(Self.relayed.utf8)[...])
        #expect(row.key == BindingKey(address: try #require(IPv6Address("2001:db8:f000:2::1"))))
        #expect(row.duid == [0, 3, 0, 1, 2, 0, 0x5e, 0, 0x53, 1])
        #expect(row.valid == 7200 && row.preferred == 3600 && row.expire == 1_787_320_800)
        #expect(row.lastTransaction == 1_787_313_600)
        #expect(row.subnet == 2 && row.state == .held && row.isNameInDNS)
        #expect(String(decoding: row.hostname, as: UTF8.self) == "cpe,1.example.org.")
        #expect(row.context == .text(Array(#"{"ISC":{"relay-info":[]}}"#.utf8)))
    }

    @Test("rows of Kea 2.2 have no pool id, and older ones no context: what is missing is empty")
    func fewerColumns() throws {
        let columns = Self.relayed.split(separator: ",", omittingEmptySubsequences: false)
        let old = try LeaseRow(Array(columns[..<12].joined(separator: ",").utf8)[...])
        #expect(old.state == .held && old.context == .text([]))
        let later = try LeaseRow(Array((columns + ["", "", ""]).joined(separator: ",").utf8)[...])
        #expect(later.key == old.key)
    }

    @Test("a delegated prefix has its length and no bits past it")
    func prefix() throws {
        let row = try LeaseRow(line("3fff:10:0:ab00::1", kind: 2, length: 56))
        #expect(row.key == BindingKey(.prefix, try #require(IPv6Prefix("3fff:10:0:ab00::/56"))))
    }

    @Test(
        "states: assigned and registered are held",
        arguments: [
            (0, LeaseRow.State.held), (4, .held), (1, .declined), (2, .reclaimed), (3, .released),
        ])
    func states(number: Int, state: LeaseRow.State) throws {
        #expect(try LeaseRow(line("2001:db8::1", state: "\(number)")).state == state)
    }

    @Test(
        "what is no row is none, and says why",
        arguments: [
            ("", "1 columns, a lease has 12 or more"), ("2001:db8::1,00:03,7200", "3 columns, a lease has 12 or more"),
            (
                "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,a,b,c,d,e,f",
                "address cannot be 'address'"
            ),
            ("nonsense,00:03:01,7200,1,1,1,0,1,128,0,0,,,0,,,", "address cannot be 'nonsense'"),
            ("2001:db8::1,00:03:0,7200,1,1,1,0,1,128,0,0,,,0,,,", "duid cannot be '00:03:0'"),
            ("2001:db8::1,00-03:01,7200,1,1,1,0,1,128,0,0,,,0,,,", "duid cannot be '00-03:01'"),
            ("2001:db8::1,,7200,1,1,1,0,1,128,0,0,,,0,,,", "duid is missing"),
            ("2001:db8::1,00:03:01,-1,1,1,1,0,1,128,0,0,,,0,,,", "valid_lifetime cannot be '-1'"),
            ("2001:db8::1,00:03:01,4294967296,1,1,1,0,1,128,0,0,,,0,,,", "valid_lifetime cannot be '4294967296'"),
            (
                "2001:db8::1,00:03:01,1,99999999999999999999,1,1,0,1,128,0,0,,,0,,,",
                "expire cannot be '99999999999999999999'"
            ),
            ("2001:db8::1,00:03:01,1,1,1,1,3,1,128,0,0,,,0,,,", "lease_type cannot be '3'"),
            ("2001:db8::1,00:03:01,1,1,1,1,2,1,129,0,0,,,0,,,", "prefix_len cannot be '129'"),
            ("2001:db8::1,00:03:01,1,1,1,1,0,1,128,0,0,,,7,,,", "state cannot be '7'"),
            (
                String(repeating: "1", count: 41) + ",,,,,,,,,,,",
                "address cannot be '\(String(repeating: "1", count: 40))…'"
            ),
        ])
    func noRow(text: String, why: String) {
        let fault = #expect(throws: LeaseRow.Fault.self) { try LeaseRow(Array(text.utf8)[...]) }
        #expect(fault.map { "\($0)" } == why)
    }

    private func line(_ address: String, kind: Int = 0, length: Int = 128, state: String = "0") -> ArraySlice<UInt8> {
        Array("\(address),00:03:00:01,7200,1787320800,1,3600,\(kind),1,\(length),0,0,,,\(state),,,,0".utf8)[...]
    }
}
