import Responder
import Testing

@testable import LQServe

struct OperatorNewsTests {
    private var news = OperatorNews()
    private var activity = ServerActivity()

    @Test("trouble is told once when it begins, when it becomes another and when it ends")
    mutating func trouble() {
        #expect(lines(at: 0) == [])
        activity.feedTrouble = "the lease file is gone"
        #expect(lines(at: 1) == ["TROUBLE, nothing new comes in: the lease file is gone"])
        #expect(lines(at: 2) == [])
        activity.feedTrouble = "no permission"
        activity.tlsTrouble = "no key"
        #expect(
            lines(at: 3) == ["TROUBLE, nothing new comes in: no permission", "TROUBLE, no TLS for requestors: no key"])
        activity.feedTrouble = nil
        #expect(lines(at: 4) == ["well again: it was no permission"])
        activity.tlsTrouble = nil
        #expect(lines(at: 5) == ["well again: it was no key"])
        #expect(lines(at: 6) == [])
    }

    @Test("of input that cannot be read a few lines are told at once, the rest as a count a minute later")
    mutating func rejected() {
        activity.rejected.advance(to: 1)
        for line in 1...25 { activity.rejected.add("f:\(line): bad") }
        #expect(lines(at: 5) == (1...10).map { "skipped: f:\($0): bad" })
        #expect(lines(at: 64) == [])
        activity.rejected.add("f:26: bad")
        #expect(lines(at: 65) == ["skipped: 16 more that cannot be read, 26 since the start"])
        #expect(lines(at: 66) == [])
        activity.rejected.advance(to: 70_000_000_000)
        activity.rejected.add("f:27: bad")
        #expect(lines(at: 70) == ["skipped: f:27: bad"])
        #expect(lines(at: 1_000) == [])
    }

    @Test("relay data left out is told at once, then once a minute at most")
    mutating func leftOut() {
        activity.relayDataLeftOut = 1
        #expect(lines(at: 1).count == 1)
        activity.relayDataLeftOut = 9
        #expect(lines(at: 60) == [])
        #expect(lines(at: 61) == ["relay data that is too long for a message was left out 9 times since the start"])
    }

    @Test("what kept a source from starting is told, and that it no longer does")
    mutating func beforeStart() {
        #expect(news.troubleLines(feed: "refused") == ["TROUBLE, nothing new comes in: refused"])
        #expect(news.troubleLines(feed: "refused") == [])
        #expect(lines(at: 0) == ["well again: it was refused"])
    }

    private mutating func lines(at second: Int) -> [String] { news.lines(activity, at: second) }
}
