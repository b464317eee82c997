import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// The store against a plain dictionary that is told the same.
struct ModelTests {
    /// What the dictionary keeps of a binding.
    struct Known: Equatable {
        var client: String
        var valid: UInt32
        var details: [UInt8]
        var isExpired = false
        var expiresAt: Int64
    }

    static let clients = [alice, bob, vendor, vendor + "42", "000300010102030405ff"]

    static func statement(_ random: inout SeededGenerator, keys: Int, at second: Int) -> Statement {
        let key = Int.random(in: 0..<keys, using: &random)
        let isPrefix = key % 5 == 0
        let size = [0, 0, 3, 40, 300].randomElement(using: &random)!
        return Statement(
            prefix: isPrefix
                ? "2001:db9:\(String(key + 1, radix: 16))::/48" : "2001:db8::\(String(key + 1, radix: 16))",
            client: clients.randomElement(using: &random)!,
            valid: [0, 10, 100, 1000, .max].randomElement(using: &random)!, base: second,
            details: size == 0
                ? []
                : [
                    RawOption(
                        OptionCode(rawValue: 65001), (0..<size).map { _ in UInt8.random(in: 0...1, using: &random) })
                ]
        )
    }

    @Test("after any statements the store holds what a dictionary would", arguments: [1, 2, 3] as [UInt64])
    func sameAsDictionary(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var store = BindingStore(limit: 10_000)
        var known: [String: Known] = [:]
        for step in 0..<1500 {
            let second = step / 10
            let statement = Self.statement(&random, keys: 1000, at: second)
            store.say(statement, at: second)
            var details: [UInt8] = []
            statement.details.encode(into: &details)
            known[statement.prefix] = Known(
                client: statement.client, valid: statement.valid, details: details,
                expiresAt: Clock.start + Int64(second) + Int64(statement.valid))
            guard step % 10 == 9 else { continue }
            store.advance(to: Clock.at(second))
            for (prefix, binding) in known where binding.valid != 0 && binding.valid != .max {
                if binding.expiresAt <= Clock.start + Int64(second) { known[prefix]?.isExpired = true }
            }
        }
        let rows = store.rows(nil, BindingOrder(.prefix), 0..<10_000)
        #expect(rows.count == known.count)
        for row in rows {
            let text = row.kind == .address ? row.prefix.address.description : row.prefix.description
            let expected = try #require(known[text])
            #expect(row.duid.octets == [UInt8](hex: expected.client)!)
            #expect(row.valid.rawValue == expected.valid)
            #expect(row.details == expected.details)
            #expect(row.state == (expected.isExpired ? .expiredUnconfirmed : expected.valid == 0 ? .ended : .bound))
        }
        try expectConsistent(store)
    }

    @Test("at the limit nothing is lost but what made room", arguments: [4, 5] as [UInt64])
    func eviction(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var store = BindingStore(servers: 2, limit: 700)
        for step in 0..<2500 {
            let statement = Self.statement(&random, keys: 1500, at: step)
            store.say(statement, server: step % 2, at: step)
            if step % 20 == 0 { store.advance(to: Clock.at(step)) }
        }
        let totals = store.totals(at: Clock.at(2500))
        #expect(totals.bound + totals.ended == 700)
        try expectConsistent(store)
        // Every binding that is kept is found again, so that its renewal adds none.
        let before = store.rows()
        for row in before {
            let text = row.kind == .address ? row.prefix.address.description : row.prefix.description
            store.say(
                Statement(prefix: text, client: alice, valid: 77, base: 7000), server: row.server.rawValue, at: 7000)
        }
        #expect(store.rows().map(\.prefix) == before.map(\.prefix))
        #expect(store.rows().allSatisfy { $0.valid.rawValue == 77 })
    }

    /// Running counts are those of a recount.
    private func expectConsistent(_ store: BindingStore) throws {
        let rows = store.rows(nil, BindingOrder(.prefix), 0..<10_000)
        let totals = store.totals(at: Clock.at(0))
        #expect(totals.boundAddresses == rows.count { $0.state == .bound && $0.kind == .address })
        #expect(totals.boundPrefixes == rows.count { $0.state == .bound && $0.kind == .prefix })
        #expect(totals.ended == rows.count { $0.state != .bound })
        let rounded = rows.reduce(0) { sum, row in
            let octets = row.details.count + (row.duid.octets.count > DUIDHead.capacity ? row.duid.octets.count : 0)
            return sum + (octets + 7) / 8 * 8
        }
        #expect(store.tables.reduce(0) { $0 + $1.pool.octetsInUse } == rounded)
    }
}
