import DHCPv6Wire
import Testing

@testable import LeasequerySession

struct BulkQueryFormTests {
    static let requestor = DUID(octets: [UInt8](hex: "00046c71746f700040008000000000000001")!)

    /// The LEASEQUERY for `target` with transaction id 0x0d0e0f, in hexadecimal.
    func frame(_ target: BulkQuery.Target) -> String {
        BulkQuery(target).message(requestor: Self.requestor, transactionID: 0x0d0e0f).framed().hex
    }

    @Test("RX-09: every LEASEQUERY has CLIENTID and LQ_QUERY; a query by link names the link and nothing else")
    func byLink() {
        #expect(
            frame(.link(IPv6Address("2001:db8:1::1")!))
                == "003d0e0d0e0f" + "0001001200046c71746f700040008000000000000001" + "000600020064"
                + "002c0019" + "0420010db8000100000000000000000001" + "00060004002f0027")
    }

    @Test("a query by address carries an IAADDR with lifetimes 0")
    func byAddress() {
        #expect(
            frame(.address(IPv6Address("2001:db8:1::abcd")!)).hasSuffix(
                "002c0035" + "01" + zeroLink + "00050018" + "20010db800010000000000000000abcd" + "0000000000000000"
                    + "00060004002f0027"))
    }

    @Test("a query by client carries the DUID looked for, not ours")
    func byClient() {
        #expect(
            frame(.client(DUID(octets: [0, 3, 0, 1, 2, 0, 0, 0, 0, 1]))).hasSuffix(
                "002c0027" + "02" + zeroLink + "0001000a" + "00030001020000000001" + "00060004002f0027"))
    }

    @Test("a query by relay carries RELAY_ID")
    func byRelay() {
        #expect(
            frame(.relay(DUID(octets: [0, 3, 0, 1, 2, 0, 0, 0, 0, 1]))).hasSuffix(
                "002c0027" + "03" + zeroLink + "0035000a" + "00030001020000000001" + "00060004002f0027"))
    }

    @Test("a query by remote-id carries enterprise number and identifier")
    func byRemote() {
        let query = BulkQuery(.remote(RemoteID(enterprise: 32473, identifier: [0x61, 0x62])))
        #expect(
            frame(query.target).hasSuffix(
                "002c0023" + "05" + zeroLink + "00250006" + "00007ed96162" + "00060004002f0027"))
        #expect(query.description == "--remote-id 32473:6162")
    }

    @Test("R-36: the times of a recovery stand at message level; link :: is sixteen zero octets")
    func times() {
        let query = BulkQuery(
            .link(.unspecified), changedFrom: ServerTime(rawValue: 0x0102_0304), to: ServerTime(rawValue: 0x0506_0708))
        #expect(
            query.message(requestor: Self.requestor, transactionID: 0x0d0e0f).framed().hex.hasSuffix(
                "002c0019" + "04" + zeroLink + "00060004002f0027" + "0065000401020304" + "0066000405060708"))
    }

    let zeroLink = String(repeating: "0", count: 32)
}
