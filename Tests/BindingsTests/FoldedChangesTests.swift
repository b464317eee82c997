import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// A server need not say every change: while a connection is blocked (RFC 7653 section 7) and in a catch-up (section
/// 8.4.1) it may leave out all but the last.
struct FoldedChangesTests {
    /// What a row says about its binding, without how it came to be so.
    private struct State: Equatable {
        var prefix: String
        var duid: [UInt8]
        var state: BindingState
        var valid: UInt32
        var details: [UInt8]
    }

    private func states(_ store: BindingStore) -> [State] {
        store.rows().map { row in
            State(
                prefix: "\(row.kind) \(row.prefix)", duid: row.duid.octets, state: row.state,
                valid: row.valid.rawValue, details: row.details)
        }
    }

    @Test(
        "R-12, R-34: whatever changes are left out, the last statement about each binding decides",
        arguments: [UpdateOrigin.live, .catchUp], [1, 2, 3] as [UInt64])
    func leftOut(origin: UpdateOrigin, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let history = (0..<600).map { second in
            var statement = ModelTests.statement(&random, keys: 40, at: second)
            statement.origin = origin
            return statement
        }
        var last: [String: Int] = [:]
        for (second, statement) in history.enumerated() { last[statement.prefix] = second }

        var whole = BindingStore()
        var folded = BindingStore()
        var leftOut = 0
        for (second, statement) in history.enumerated() {
            whole.say(statement, at: second)
            if last[statement.prefix] == second || Int.random(in: 0..<4, using: &random) == 0 {
                folded.say(statement, at: second)
            } else {
                leftOut += 1
            }
        }
        whole.advance(to: Clock.at(600))
        folded.advance(to: Clock.at(600))
        #expect(leftOut > 100)
        #expect(states(folded) == states(whole))
    }

    @Test("R-12: a binding that passes on without a word about its end has its new holder only")
    func unsaidEnd() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0))
        store.say(Statement(prefix: "2001:db8::1", client: bob, base: 10), at: 10)
        #expect(store.rows().map(\.duid.octets) == [[UInt8](hex: bob)!])
        #expect(store.changes().map(\.kind) == [.changedHolder, .new])
    }

    @Test("R-34: an end whose beginning was never said ends nothing else and stays told")
    func unsaidBeginning() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0))
        store.say(Statement(prefix: "2001:db8::2", client: alice, valid: 0, base: 10, origin: .catchUp), at: 10)
        #expect(store.rows().map(\.state) == [.bound, .ended])
        #expect(store.totals(at: Clock.at(10)).bound == 1)
    }

    @Test("V-13: a client without leases ends none of them")
    func clientWithoutLeases() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, base: 0))
        var batch = UpdateBatch([Statement(prefix: "2001:db8::2", client: bob, base: 10)])
        let before = batch.updates.count
        batch.append(clientWithoutLeases: alice, base: 10)
        #expect(batch.updates.count == before)
        store.apply(batch, from: ServerID(rawValue: 0), at: Clock.at(10))
        #expect(store.rows().map(\.state) == [.bound, .bound])
    }
}
