import DHCPv6Wire
import Testing

@testable import Responder

/// Active and bulk answers say the same of the same bindings, whatever is asked for (RFC 7653 section 9.3).
struct SameDataTests {
    private static let all: [OptionCode] = [.baseTime, .relayData, .clientFQDN]

    private func clientData(
        _ bench: inout ResponderBench, _ query: OwnedMessage, then changes: [BindingChange] = []
    ) throws -> [RawOption] {
        var output = ResponderOutput()
        bench.session.received(
            query.encoded().span.bytes, octetsBehind: 0, at: bench.now, from: bench.book, into: &output)
        bench.script.coming = changes
        bench.book.advance(to: bench.now)
        bench.session.proceed(at: bench.now, from: bench.book, room: .max, into: &output)
        return try Said.messages(output.octets).flatMap { $0.options.filter { $0.code == .clientData } }
    }

    @Test("S-40, S-41: a binding looks the same in an active answer as in a bulk one, leased or reserved for ever")
    func sameData() throws {
        var bench = ResponderBench()
        let reserved = BindingChange(
            .address(9), of: ClientNumber(rawValue: 3), .bound(preferredUntil: .max, validUntil: .max),
            lastTransaction: bench.now.seconds - 500)
        let bindings = [bench.bound(.address(1), 0), bench.bound(.prefix(1), 0), reserved]
        bench = ResponderBench(present: bindings)
        let options = [RawOption(OptionRequest(Self.all))]
        let bulk = try clientData(&bench, bench.bulk(LeasequeryQuery(.byLinkAddress), options: options))
        #expect(bulk.count == 2)
        bench.reconnect()
        let active = try clientData(&bench, bench.active(asking: Self.all), then: bindings)
        #expect(active == bulk)
    }

    @Test("S-06: LQ_BASE_TIME is the time of the message in seconds since 2000-01-01 00:00:00 UTC")
    func baseTime() throws {
        var bench = ResponderBench()
        var output = ResponderOutput()
        bench.now = bench.now.advanced(by: .seconds(7))
        let query = bench.active().encoded()
        bench.session.received(query.span.bytes, octetsBehind: 0, at: bench.now, from: bench.book, into: &output)
        let reply = try #require(Said.messages(output.octets).first)
        // 2026-08-21 12:00:07 UTC
        #expect(reply[.baseTime]?.data == [0x32, 0x1a, 0xfa, 0x47])
    }

    static let filters: [(LeasequeryQuery, [UInt8])] = [
        (
            LeasequeryQuery(
                .byAddress,
                options: [RawOption(IAAddress(BindingKey.address(3).prefix.address, preferred: .zero, valid: .zero))]),
            [3]
        ),
        (LeasequeryQuery(.byClientID, options: [RawOption(.clientID, ScriptedFeed.duid(2))]), [2]),
        (LeasequeryQuery(.byRelayID, options: [RawOption(.relayID, ScriptedFeed.relayID(1))]), [1, 3]),
        (LeasequeryQuery(.byLinkAddress, linkAddress: ScriptedFeed.link(0)), [0, 2, 4]),
        (LeasequeryQuery(.byLinkAddress), [0, 1, 2, 3, 4]),
        (LeasequeryQuery(.byRemoteID, options: [RawOption(RemoteID(enterprise: 32_473, identifier: [4]))]), [4]),
    ]

    @Test("S-38, S-40: every sort of filter picks the same bindings in bulk, live and catch-up", arguments: filters)
    func filter(question: LeasequeryQuery, expected: [UInt8]) throws {
        let start = ResponderBench()
        let changes = (0..<5 as Range<UInt32>).map { start.bound(.address(UInt64($0)), $0) }
        func clients(_ said: [Said]) -> [UInt8] { said.flatMap(\.clients).compactMap(\.duid.last) }

        var bulk = ResponderBench(present: changes)
        _ = try bulk.hear(bulk.bulk(question, xid: 1))
        bulk.reconnect()
        #expect(clients(try bulk.hear(bulk.bulk(question)) + bulk.proceed()) == expected)

        var live = ResponderBench()
        live.now = live.now.advanced(by: .seconds(2))
        let before = live.now.seconds
        _ = try live.hear(live.active(options: [RawOption(question)]))
        live.script.coming = changes
        live.book.advance(to: live.now)
        #expect(clients(try live.proceed()) == expected)

        live.reconnect()
        _ = try live.hear(live.active(start: before, options: [RawOption(question)]))
        let said = try live.proceed()
        #expect(clients(said) == expected)
        #expect(said.last?.status == .catchUpComplete)
    }
}
