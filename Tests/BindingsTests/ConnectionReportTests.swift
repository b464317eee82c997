import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct ConnectionReportTests {
    @Test("the newest change is told by its own age: keepalives, repeats and bulk answers are none")
    func lastBinding() {
        var store = BindingStore()
        store.note(.phase(.live, at: Clock.at(0)), from: ServerID(rawValue: 0))
        func hear(_ seconds: Int, base: Int, origin: UpdateOrigin = .live) {
            var batch = UpdateBatch([Statement(prefix: "2001:db8::1", client: alice, base: base, origin: origin)])
            batch.isBulk = origin == .bulk
            batch.lastMessageAt = Clock.at(seconds)
            store.apply(batch, from: ServerID(rawValue: 0), at: Clock.at(seconds))
        }
        #expect(store.report().connection.lastBindingAt == nil)
        hear(5, base: 5)
        hear(9, base: 5)
        hear(12, base: 12, origin: .bulk)
        #expect(store.report().connection.lastBindingAt == Clock.at(5))
        hear(20, base: 20)
        #expect(store.report().connection.lastBindingAt == Clock.at(20))
    }

    @Test("R-28: the countdown is to ACTIVE_LQ_RCV_TIMEOUT as configured, from the newest message on")
    func closesAt() {
        var feed = WatchedFeed()
        #expect(feed.report.closesAt == nil, "not told yet how long it is")
        feed.read(at: 1, receiveTimeout: .seconds(200))
        #expect(feed.report.closesAt == WatchedFeed.at(200))
        feed.hear(at: 50)
        #expect(feed.report.closesAt == WatchedFeed.at(250))
        feed.lose(at: 60)
        #expect(feed.report.closesAt == nil)
    }

    @Test("messages and octets are counted by the second")
    func rates() {
        var feed = WatchedFeed()
        for second in 10..<20 {
            feed.hear(at: Double(second))
            feed.hear(at: Double(second) + 0.5)
        }
        feed.now = 20
        #expect(feed.report.messageHistory == Array(repeating: 2, count: 10))
        #expect(feed.report.messagesPerSecond == 2)
        #expect(feed.report.octetHistory == Array(repeating: 2 * 14, count: 10))
    }

    @Test("every end is kept with its cause and how long the connection was up")
    func history() {
        var feed = WatchedFeed(isAccepted: false)
        feed.watch.note(.connected(at: WatchedFeed.at(1)))
        feed.connect(at: 2)
        feed.lose(.receiveTimeout(.seconds(120)), at: 301)
        let entry = feed.report.history.entries.last
        #expect(entry?.cause == .silence)
        #expect(entry?.lasted == .seconds(300))
        #expect(entry?.at == WatchedFeed.at(301))
        #expect(feed.report.history.count(of: .silence) == 1)
    }

    @Test("attempts that fail in the same way are one line, however many")
    func sameFailures() {
        var feed = WatchedFeed(isAccepted: false)
        for attempt in 0..<100 { feed.lose(.unreachable("Connection refused"), at: Double(attempt) * 60) }
        feed.lose(.unreachable("No route to host"), at: 6000)
        let entries = feed.report.history.entries
        #expect(entries.map(\.times) == [100, 1])
        #expect(entries[0].firstAt == WatchedFeed.at(0))
        #expect(entries[0].at == WatchedFeed.at(99 * 60))
        #expect(feed.report.history.count(of: .unreachable) == 101)
    }

    @Test("history takes bounded room: the oldest ends go, and long texts are cut")
    func bounded() {
        var feed = WatchedFeed(isAccepted: false)
        for attempt in 0..<100 {
            feed.lose(.refused(.notAllowed, text: "\(attempt)" + String(repeating: "x", count: 60_000)), at: 60)
        }
        let entries = feed.report.history.entries
        #expect(entries.count == ConnectionHistory.most)
        #expect(entries.allSatisfy { $0.text.unicodeScalars.count == ConnectionHistory.longestText })
        #expect(feed.report.history.count(of: .refused) == 100)
    }
}
