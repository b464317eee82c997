import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

@Suite("How a catch-up goes")
struct CatchUpReportTests {
    private let name = ServerID(rawValue: 0)

    private func time(_ second: Int) -> ServerTime { ServerTime(unixSeconds: Clock.start + Int64(second)) }

    /// Live for so many seconds with so many new bindings in each, lost, and catching up 100 s later.
    private func store(seconds: Int, rate: Int) -> BindingStore {
        var store = BindingStore(limit: 100_000)
        store.note(.phase(.live, at: Clock.at(0)), from: name)
        for second in 1...seconds {
            let news = (0..<rate).map { Statement(prefix: "2001:db8::\(second):\($0)", client: alice, base: second) }
            var batch = UpdateBatch(news)
            batch.lastMessageAt = Clock.at(second)
            store.apply(batch, from: name, at: Clock.at(second))
        }
        for event in [
            .ended(.receiveTimeout(.seconds(100)), at: Clock.at(seconds + 100)),
            .phase(.connecting, at: Clock.at(seconds + 100)),
            .catchUpBegan(from: time(seconds), at: Clock.at(seconds + 100)),
            .phase(.catchingUp, at: Clock.at(seconds + 100)),
        ] as [SessionEvent] { store.note(event, from: name) }
        return store
    }

    private func catchUp(_ store: BindingStore, at second: Int) -> CatchUpReport? { store.report(at: second).catchUp }

    @Test("what is to be expected follows from the rate before the loss, however long nothing came")
    func forecast() throws {
        var store = store(seconds: 100, rate: 2)
        #expect(try #require(catchUp(store, at: 200)).forecast == nil)
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, contact: 70, base: 200, origin: .catchUp), at: 200)
        let forecast = try #require(catchUp(store, at: 200)?.forecast)
        #expect(abs(forecast.rate - 2) < 0.05)
        #expect(forecast.seconds == 100)
        #expect(forecast.least < 110 && forecast.most > 260)
        store.note(.catchUpCompleted(base: time(201), at: Clock.at(201)), from: name)
        #expect(catchUp(store, at: 201)?.forecast == nil)
    }

    @Test(
        "a feed that was watched for too short a time, or that told too little, is no basis",
        arguments: [(20, 5), (100, 0)])
    func noForecast(seconds: Int, rate: Int) {
        var store = store(seconds: seconds, rate: rate)
        store.say(
            Statement(prefix: "2001:db8::1", client: alice, base: seconds + 100, origin: .catchUp), at: seconds + 100)
        #expect(catchUp(store, at: seconds + 100)?.forecast == nil)
    }

    @Test("a range has the chance of counts in it, and that a binding is told once however often it changed")
    func range() throws {
        let free = try #require(CatchUpForecast(rate: 1, over: 100, known: 0))
        #expect(free.least == 60 && free.most == 140)
        let crowded = try #require(CatchUpForecast(rate: 1, over: 100, known: 20))
        #expect(crowded.least == 15 && crowded.most == 140)
        #expect(CatchUpForecast(rate: 0.1, over: 99, known: 0) == nil)
        #expect(CatchUpForecast(rate: .infinity, over: 99, known: 0) == nil)
        #expect(CatchUpForecast(rate: 1, over: -5, known: 0) == nil)
        #expect(free.percent(0) == 0...0)
        #expect(free.percent(70) == 50...99)
        #expect(free.percent(140) == 99...99)
        #expect(free.percent(141) == nil)
    }

    @Test("the newest record is that of the client that was heard last, by the server's clock")
    func newest() throws {
        var store = store(seconds: 1, rate: 0)
        for (contact, base) in [(90, 101), (80, 101), (95, 102)] as [(UInt32, Int)] {
            store.say(
                Statement(prefix: "2001:db8::1", client: alice, contact: contact, base: base, origin: .catchUp),
                at: base)
        }
        let report = try #require(catchUp(store, at: 102))
        #expect(report.newestRecord == time(21))
        #expect(report.newestBase == time(102))
        #expect(report.updates == 3)
    }

    @Test("nothing but news for a minute is told, once something came")
    func onlyNews() throws {
        var store = store(seconds: 1, rate: 0)
        #expect(try #require(catchUp(store, at: 300)).onlyNews(at: Clock.at(300)) == nil)
        for (contact, base) in [(90, 110), (1, 130), (2, 160)] as [(UInt32, Int)] {
            store.say(
                Statement(prefix: "2001:db8::1", client: alice, contact: contact, base: base, origin: .catchUp),
                at: base)
        }
        let report = try #require(catchUp(store, at: 170))
        #expect(report.onlyNews(at: Clock.at(169)) == nil)
        #expect(report.onlyNews(at: Clock.at(170)) == .seconds(60))
    }

    @Test("messages that could not be used are counted: the end may have been in one of them")
    func unusable() {
        var store = store(seconds: 1, rate: 0)
        store.note(.discarded(rule: "V-03", "cut", at: Clock.at(102)), from: name)
        #expect(catchUp(store, at: 102)?.unusable == 1)
        store.note(.catchUpCompleted(base: nil, at: Clock.at(103)), from: name)
        store.note(.discarded(rule: "V-03", "cut", at: Clock.at(104)), from: name)
        #expect(catchUp(store, at: 104)?.unusable == 1)
    }

    @Test("complete, DataMissing and the end of the connection are three ends, and the first stays")
    func ends() {
        let events: [(SessionEvent, CatchUpReport.End)] = [
            (.catchUpCompleted(base: nil, at: Clock.at(102)), .complete),
            (.dataMissing(from: nil, to: nil, at: Clock.at(102)), .dataMissing),
            (.ended(.closedByServer(""), at: Clock.at(102)), .neverSaid),
        ]
        for (event, end) in events {
            var store = store(seconds: 1, rate: 0)
            store.note(event, from: name)
            store.note(.ended(.byUser, at: Clock.at(103)), from: name)
            #expect(catchUp(store, at: 103)?.end == end)
            #expect(catchUp(store, at: 103)?.endedAt == Clock.at(102))
        }
    }
}
