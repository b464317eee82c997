import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import History

/// Who had what when, from the feed through the file to the answer, in virtual time.
struct HistoryTests {
    @Test("who had a prefix, one that covers it, and those in it")
    func covering() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        scene.say("2001:db8:0:100::/56", by: alice, at: 10)
        scene.say("2001:db8:0:140::/58", "2001:db8:0:180::/64", "2001:db8:0:200::/56", by: bob, at: 20)
        try scene.record(at: 21)
        scene.hear(at: 60)
        try scene.record(at: 61)
        #expect(
            try scene.ask("2001:db8:0:140::/58", at: 30).lines == [
                "2001:db8:0:100::/56 alice held", "2001:db8:0:140::/58 bob held",
            ])
        #expect(
            try scene.ask("2001:db8::/48", at: 30).lines == [
                "2001:db8:0:100::/56 alice held", "2001:db8:0:140::/58 bob held", "2001:db8:0:180::/64 bob held",
                "2001:db8:0:200::/56 bob held",
            ])
        #expect(try scene.ask("2001:db8:0:180::1/128", at: 30).lines.count == 2)
        #expect(try scene.ask("2001:db8::/48", at: 15).lines == ["2001:db8:0:100::/56 alice held"])
        let answer = try scene.ask("2001:db8:0:300::/56", at: 30)
        #expect(answer.isWhole && answer.rows.isEmpty && answer.before == nil)
    }

    @Test("one holder after the other, and what was before and after when nobody had it")
    func holders() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        let prefix = "2001:db8:0:100::/56"
        scene.say(prefix, by: alice, at: 10)
        try scene.record(at: 11)
        scene.say(prefix, by: alice, valid: 0, at: 100)
        try scene.record(at: 101)
        scene.say(prefix, by: bob, at: 200)
        try scene.record(at: 201)
        #expect(try scene.ask(prefix, at: 99).lines == ["\(prefix) alice held"])
        #expect(try scene.ask(prefix, at: 200).lines == ["\(prefix) bob held"])
        let between = try scene.ask(prefix, at: 150)
        #expect(between.rows.isEmpty && between.isWhole)
        #expect(between.before?.span.duid == DUID(alice) && between.after?.span.duid == DUID(bob))
        #expect(between.before?.span.ending == .ended)
        let all = try scene.recorder.answer(
            HistoryQuestion(.prefix(IPv6Prefix(prefix)!), .range(Times.start...Times.start + 200)),
            at: Times.start + 201)
        #expect(all.rows.map(\.span.duid) == [DUID(alice), DUID(bob)])
        for (time, who) in [(Int64(50), [alice]), (150, []), (200, [bob])] {
            for subject in [
                HistoryQuestion.Subject.client(DUID(who.first ?? alice)),
                .linkLayerAddress(Array(DUID(who.first ?? alice).octets.suffix(6))),
            ] {
                let answer = try scene.recorder.answer(
                    HistoryQuestion(subject, .at(Times.start + time)), at: Times.start + 201)
                #expect(answer.rows.map(\.span.duid) == who.map { DUID($0) })
            }
        }
    }

    @Test("a connection that is lost is a hole: seen until then, and nothing known until it is back")
    func hole() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        let prefix = "2001:db8:0:100::/56"
        scene.say(prefix, by: alice, at: 10)
        scene.hear(at: 70)
        try scene.record(at: 71)
        scene.lose(at: 200)
        try scene.record(at: 201)
        let down = try scene.ask(prefix, at: 150)
        #expect(down.lines == ["\(prefix) alice unknown after 70"] && !down.isWhole)
        #expect(down.holes(of: 0).map(\.state) == [.down])
        #expect(try scene.ask(prefix, at: 70).isWhole)
        // The server catches us up: another client has it.
        scene.note(.phase(.catchingUp, at: Times.at(300)), at: 300)
        scene.note(.catchUpBegan(from: ServerTime(unixSeconds: Times.start + 70), at: Times.at(300)), at: 300)
        scene.say(prefix, by: bob, at: 300, origin: .catchUp)
        scene.note(.phase(.live, at: Times.at(301)), at: 301)
        try scene.record(at: 302)
        scene.hear(at: 360)
        try scene.record(at: 361)
        let after = try scene.ask(prefix, at: 150)
        #expect(after.lines == ["\(prefix) alice unknown after 70", "\(prefix) bob unknown after -"])
        #expect(try scene.ask(prefix, at: 350).lines == ["\(prefix) bob held"])
    }

    @Test("what happened while lqtop did not run is not known; what is there again is one span")
    func restart() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        let (prefix, other) = ("2001:db8:0:100::/56", "2001:db8:0:200::/56")
        scene.say(prefix, other, by: alice, at: 10)
        try scene.record(at: 11)
        let path = scene.path
        let store = LiveStore(servers: [("a", true)], limit: 1000)
        // As after a kill: another run finds the file as it was committed last.
        scene.recorder = try Scene.recorder(scene.folder.file("elsewhere"), store)
        var next = try Scene()
        next.recorder = try Scene.recorder(path, next.store, at: 500)
        next.note(.phase(.live, at: Times.at(500)), at: 500)
        next.note(.bulkBegan(Debt(from: nil, to: nil), at: Times.at(500)), at: 500)
        next.say(prefix, by: alice, at: 501, origin: .bulk)
        next.hear(at: 502)
        try next.record(at: 502)
        next.note(.bulkEnded(Debt(from: nil, to: nil), .paid(.everything), at: Times.at(503)), at: 503)
        next.hear(at: 503)
        try next.record(at: 504)
        next.hear(at: 560)
        try next.record(at: 561)
        let answer = try next.ask("2001:db8::/48", at: 300)
        #expect(answer.lines == ["\(prefix) alice held", "\(other) alice unknown after 11"])
        #expect(answer.holes(of: 0).map(\.state) == [nil] && !answer.isWhole)
        #expect(try next.ask("2001:db8::/48", at: 550).lines == ["\(prefix) alice held"], "not in a complete answer")
        #expect(try next.ask("2001:db8::/48", at: nil, now: 600).isWhole, "as of the newest word")
        #expect(try !next.ask("2001:db8::/48", at: nil, now: 900).isWhole, "which is old by then")
    }

    @Test("changes that came faster than they were written are a hole, and what holds then is found again")
    func lost() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        let count = BindingStore.changesKept + 100
        let prefixes = (0..<count).map {
            "2001:db8:\(String($0 >> 8, radix: 16)):\(String($0 & 0xff, radix: 16))00::/56"
        }
        scene.say(prefixes, by: alice, at: 10)
        #expect(try scene.record(at: 12) == 100)
        scene.hear(at: 60)
        try scene.record(at: 61)
        #expect(try scene.ask(prefixes[0], at: 50).lines == ["2001:db8::/56 alice held"])
        let answer = try scene.ask(prefixes[0], at: 5)
        #expect(answer.holes(of: 0).map(\.state) == [.unrecorded] && !answer.isWhole)
        #expect(try scene.ask(prefixes[0], at: 50).isWhole)
    }

    @Test("a lease that runs out without a word ends the span then")
    func expired() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        let prefix = "2001:db8:0:100::/56"
        scene.say(prefix, by: alice, valid: 100, at: 10)
        scene.hear(at: 100)
        try scene.record(at: 101)
        scene.hear(at: 112)
        try scene.record(at: 112)
        #expect(try scene.ask(prefix, at: 109).lines == ["\(prefix) alice held"])
        let after = try scene.ask(prefix, at: 110)
        #expect(after.rows.isEmpty && after.before?.span.ending == .expired)
    }

    @Test("an infinite lease holds as long as it is heard of")
    func infinite() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        scene.say("2001:db8:0:100::/56", by: alice, valid: .max, at: 10)
        try scene.record(at: 11)
        #expect(try scene.ask("2001:db8:0:100::/56", at: 11).rows.first?.span.until == nil)
        #expect(try scene.ask("2001:db8:0:100::/56", at: 5000).lines == ["2001:db8:0:100::/56 alice unknown after 11"])
    }
}
