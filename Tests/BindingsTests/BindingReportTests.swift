import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// All that is known of one binding, for its page.
struct BindingReportTests {
    private static let client = "00030001020000000001"
    private static let other = "00030001020000000002"

    private func subject(_ address: String, server: Int = 0) throws -> BindingSubject {
        let address = try #require(IPv6Address(address))
        return BindingSubject(
            server: ServerID(rawValue: server), prefix: IPv6Prefix(address, length: 128), kind: .address)
    }

    private func report(_ store: BindingStore, _ address: String, server: Int = 0) throws -> BindingReport {
        let question = Question(subject: try subject(address, server: server))
        return try #require(store.screenful(question, at: Clock.at(100)).binding)
    }

    @Test("the history of a binding has its changes and no other's, newest first, repeats left out")
    func history() throws {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: Self.client), at: 0)
        store.say(Statement(prefix: "2001:db8::2", client: Self.client), at: 1)
        store.say(Statement(prefix: "2001:db8::1", client: Self.client), at: 2)
        store.say(Statement(prefix: "2001:db8::1", client: Self.other, base: 5), at: 5)
        store.say(Statement(prefix: "2001:db8::1", client: Self.other, valid: 0, base: 9), at: 9)
        let report = try report(store, "2001:db8::1")
        #expect(report.changes.map(\.kind) == [.ended, .changedHolder, .new])
        #expect(report.changes[1].previousDUID?.octets == [UInt8](hex: Self.client))
        #expect(report.changesKept == 3 && report.logBegins == nil)
        #expect(report.row?.state == .ended)
    }

    @Test("a log that has lost its beginning says since when it is whole, and what is copied out is bounded")
    func forgetting() throws {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8::1", client: Self.client), at: 0)
        for step in 1...(BindingStore.changesKept / 64) {
            let statements = (0..<64).map {
                Statement(prefix: "2001:db8::\($0 % 2 == 0 ? "2" : "3")", client: Self.client, base: step * 64 + $0)
            }
            store.apply(UpdateBatch(statements), from: ServerID(rawValue: 0), at: Clock.at(step))
        }
        #expect(try report(store, "2001:db8::1").changes.isEmpty)
        let busy = try report(store, "2001:db8::2")
        #expect(busy.logBegins == Clock.start + 1)
        #expect(busy.changes.count == BindingReport.most && busy.changesKept == BindingStore.changesKept / 2)
    }

    @Test("what is not known has no row; a filter and the list make no difference")
    func unknown() throws {
        let store = BindingStore()
        #expect(try report(store, "2001:db8::9").row == nil)
        #expect(store.screenful(Question(), at: Clock.at(0)).binding == nil)
    }

    @Test("of partners the statement is told that lists show, and the history of both, whichever is named")
    func partners() throws {
        let pair = FailoverPair(ServerID(rawValue: 0), ServerID(rawValue: 1))
        var store = BindingStore(
            servers: [("a", false), ("b", false)].map { (name: $0.0, isInsecure: $0.1) }, pairs: [pair], limit: 100)
        store.say(Statement(prefix: "2001:db8::1", client: Self.client), server: 0, at: 0)
        store.say(Statement(prefix: "2001:db8::1", client: Self.other, base: 50), server: 1, at: 50)
        for server in 0..<2 {
            let report = try report(store, "2001:db8::1", server: server)
            #expect(report.row?.server == ServerID(rawValue: 1))
            #expect(report.changes.map(\.server.rawValue) == [1, 0])
        }
    }

    @Test("where the statement came from and whether its options were kept is told")
    func origin() throws {
        var store = BindingStore(limit: 1)
        let long = RawOption(OptionCode(rawValue: 65_001), [UInt8](repeating: 1, count: 2 * BindingStore.detailOctets))
        store.say(Statement(prefix: "2001:db8::1", client: Self.client, origin: .bulk, details: [long]), at: 0)
        let report = try report(store, "2001:db8::1")
        #expect(report.isFromBulk && report.lacksDetails)
    }
}
