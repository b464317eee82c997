import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

struct KeepaliveIntervalTests {
    private func learnt(from pauses: [Int]) -> KeepaliveInterval? {
        var learning = KeepalivePauses()
        for pause in pauses { learning.add(.seconds(pause)) }
        return learning.interval
    }

    @Test("two pauses say nothing, three are learnt from")
    func fewest() {
        #expect(learnt(from: [60, 60]) == nil)
        #expect(learnt(from: [60, 61, 59]) == KeepaliveInterval(typical: .seconds(60), jitter: .seconds(1)))
    }

    @Test("one pause that was held up teaches nothing")
    func outlier() {
        let usual = learnt(from: [60, 61, 59, 60, 60, 61])
        #expect(learnt(from: [60, 61, 59, 60, 60, 61, 118]) == usual)
        #expect(usual?.longestPause == .seconds(65))
    }

    @Test("a server that is irregular is allowed four times its jitter")
    func jitter() {
        #expect(learnt(from: [40, 60, 80, 40, 60, 80, 60])?.longestPause == .seconds(140))
    }

    @Test("an interval that was changed is learnt anew within sixteen pauses")
    func reconfigured() {
        #expect(
            learnt(from: Array(repeating: 60, count: 100) + Array(repeating: 20, count: 9))?.typical == .seconds(20))
    }

    @Test("only a keepalive right after a keepalive tells the pause")
    func between() {
        var feed = WatchedFeed()
        for start in stride(from: 0.0, to: 300, by: 60) {
            feed.hear(at: start)
            feed.hear(at: start + 59, isKeepalive: false)
        }
        #expect(feed.report.keepalive == nil)
    }

    @Test("what is learnt survives a reconnect, which is itself no pause; another server is learnt anew")
    func reconnect() {
        var feed = WatchedFeed()
        for start in [0.0, 30, 60, 90] { feed.hear(at: start) }
        feed.lose(at: 91)
        feed.connect(at: 151)
        feed.hear(at: 181)
        feed.hear(at: 211)
        #expect(feed.report.keepalive == KeepaliveInterval(typical: .seconds(30), jitter: .zero))
        feed.watch.note(.serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: WatchedFeed.at(212)))
        #expect(feed.report.keepalive == nil)
        #expect(feed.edge(281).before.kind == .fine)
    }
}
