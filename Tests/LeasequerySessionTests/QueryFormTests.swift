import DHCPv6Wire
import Testing

@testable import LeasequerySession

struct QueryFormTests {
    let duid = DUID(octets: [0, 4, 0x6c, 0x71, 0x74, 0x6f, 0x70, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1])

    @Test("R-01, R-03: ACTIVELEASEQUERY for all bindings: CLIENTID and ORO, no LQ_QUERY")
    func withoutStart() {
        let octets = QueryForm.activeLeasequery(transactionID: 0x0a1b2c, ownDUID: duid, start: nil)
        #expect(
            octets == [0x00, 0x24]  // message-size 36
                + [0x16, 0x0a, 0x1b, 0x2c]  // ACTIVELEASEQUERY, transaction-id
                + [0x00, 0x01, 0x00, 0x12] + duid.octets  // CLIENTID
                + [0x00, 0x06, 0x00, 0x06, 0x00, 0x64, 0x00, 0x2f, 0x00, 0x27])  // ORO: 100, 47, 39
    }

    @Test("R-06, R-07: LQ_START_TIME is the server's time as saved; there is no LQ_END_TIME")
    func withStart() throws {
        let octets = QueryForm.activeLeasequery(
            transactionID: 1, ownDUID: duid, start: ServerTime(rawValue: 0x321a_ec30))
        #expect(octets.suffix(8) == [0x00, 0x65, 0x00, 0x04, 0x32, 0x1a, 0xec, 0x30])
        #expect(octets[1] == 0x2c)
        let query = try OwnedMessage(decoding: octets.span.bytes.extracting(2..<octets.count))
        #expect(query.options.map(\.code) == [.clientID, .optionRequest, .startTime])
    }

    @Test("R-02: every connection asks under a transaction-id of its own")
    func transactionIDs() {
        var bench = SessionBench()
        bench.start()
        var seen: Set<UInt32> = []
        for _ in 0..<50 {
            bench.opened()
            seen.insert(bench.transactionID)
            bench.reconnect()
        }
        #expect(seen.count == 50)
        #expect(seen.allSatisfy { $0 <= 0xff_ffff })
    }
}
