import Captures
import DHCPv6Wire
import Exports
import Testing

@testable import LQTop

@Suite("lqtop decode")
struct MessageListingTests {
    func text(_ listing: inout MessageListing) -> String { String(decoding: listing.take(), as: UTF8.self) }

    @Test("Each message of a line is an object with the line's number")
    func line() {
        var listing = MessageListing(.compact)
        listing.add(line: Array("0004110a1b2c 0004100a1b2c # two".utf8), number: 7)
        #expect(
            text(&listing) == """
                {"line":7,"type":"LEASEQUERY-DATA","message-type":17,"xid":"0a1b2c","octets":4,"options":[]}
                {"line":7,"type":"LEASEQUERY-DONE","message-type":16,"xid":"0a1b2c","octets":4,"options":[]}

                """)
        #expect(!listing.hasFaults)
    }

    @Test("A bad line is an error object, and the next line is read")
    func badLine() {
        var listing = MessageListing(.compact)
        listing.add(line: Array("00zz".utf8), number: 1)
        #expect(text(&listing) == #"{"line":1,"error":{"column":3,"message":"not a hexadecimal digit"}}"# + "\n")
        #expect(listing.hasFaults)
        listing.add(line: Array("110a1b2c".utf8), number: 2)
        #expect(text(&listing).hasPrefix(#"{"line":2,"type":"LEASEQUERY-DATA""#))
    }

    @Test("V-03: a message that cannot be decoded counts as a fault")
    func broken() {
        var listing = MessageListing(.compact)
        listing.add(line: Array("000e110a1b2c00640004321afa400000".utf8), number: 1)
        #expect(listing.hasFaults)
    }

    @Test("V-04: an option that is ignored does not")
    func ignored() {
        var listing = MessageListing(.compact)
        listing.add(line: Array("000b110a1b2c00640003321afa".utf8), number: 1)
        #expect(!listing.hasFaults)
    }

    @Test("A captured message tells time and ends; a hole and TLS have their words")
    func captured() {
        var listing = MessageListing(.compact)
        let server = Endpoint(.ipv4(0xc000_0201), port: 547)
        let client = Endpoint(.ipv6(IPv6Address(high: 0, low: 1)), port: 40_000)
        listing.add(
            CapturedMessage(
                time: 1_787_313_600_123_456_789, source: server, destination: client,
                content: .message([16, 0, 0, 1])))
        #expect(
            text(&listing)
                == #"{"time":"2026-08-21T12:00:00.123456Z","source":"192.0.2.1:547","destination":"[::1]:40000","#
                + #""type":"LEASEQUERY-DONE","message-type":16,"xid":"000001","octets":4,"options":[]}"# + "\n")
        listing.add(CapturedMessage(time: 0, source: server, destination: client, content: .encrypted))
        #expect(text(&listing).contains("TLS begins"))
        #expect(!listing.hasFaults)
        listing.add(
            CapturedMessage(time: 0, source: server, destination: client, content: .hole(missing: 4, skipped: 2)))
        #expect(text(&listing).contains(#""missing-octets":4,"skipped-octets":2"#))
        #expect(listing.hasFaults)
    }
}
