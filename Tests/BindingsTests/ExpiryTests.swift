import LeasequerySession
import Testing

@testable import Bindings

struct ExpiryTests {
    @Test("R-12: a binding runs out by our clock when nothing more is said, and is marked as unconfirmed")
    func expires() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 60))
        #expect(store.advance(to: Clock.at(59)) == 0)
        #expect(store.rows().map(\.state) == [.bound])
        #expect(store.advance(to: Clock.at(60)) == 1)
        #expect(store.rows().map(\.state) == [.expiredUnconfirmed])
        #expect(store.rows().map(\.changedAt) == [Clock.start + 60])
        #expect(store.changes().map(\.kind) == [.expiredLocally, .new])
        #expect(store.totals(at: Clock.at(60)).ended == 1)
        #expect(store.count(.expiredLocally) == 1)
        #expect(store.advance(to: Clock.at(61)) == 0)
    }

    @Test("the server's skew moves the end by our clock")
    func skew() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 60, base: 30), at: 0, skew: 30.4)
        #expect(store.rows().first?.expiresAt == Clock.start + 60)
    }

    @Test("a renewal puts the end off")
    func renewal() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 60))
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 60, base: 30), at: 30)
        #expect(store.advance(to: Clock.at(89)) == 0)
        #expect(store.advance(to: Clock.at(90)) == 1)
    }

    @Test("an expired binding that the server still speaks of is renewed, another client's is a changed holder")
    func back() {
        var store = BindingStore()
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, valid: 60),
            Statement(prefix: "2001:db8::2", client: alice, valid: 60))
        store.advance(to: Clock.at(100))
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, valid: 60, base: 101),
            Statement(prefix: "2001:db8::2", client: bob, valid: 60, base: 101), at: 101)
        #expect(store.rows().map(\.state) == [.bound, .bound])
        #expect(store.rows().map(\.lastChange) == [.renewed, .changedHolder])
        #expect(store.advance(to: Clock.at(161)) == 2)
    }

    @Test("an end that the server confirms after our timer is told")
    func confirmed() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 60))
        store.advance(to: Clock.at(100))
        store.say(Statement(prefix: "2001:db8::1", client: alice, valid: 0, contact: 101, base: 101), at: 101)
        #expect(store.rows().map(\.state) == [.ended])
        #expect(store.changes().map(\.kind) == [.ended, .expiredLocally, .new])
    }

    @Test("every binding of many runs out in its second")
    func many() {
        var store = BindingStore(limit: 5000)
        for index in 0..<3000 {
            store.say(
                Statement(
                    prefix: "2001:db8::\(String(index + 1, radix: 16))", client: alice, valid: UInt32(1 + index % 50)))
        }
        for second in 1...50 { #expect(store.advance(to: Clock.at(second)) == 60) }
    }
}
