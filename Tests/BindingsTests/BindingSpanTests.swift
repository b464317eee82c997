import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What statements make of the spans of one binding: traces, oldest first, in seconds.
struct BindingSpanTests {
    private static let subject = BindingSubject(
        server: ServerID(rawValue: 0), prefix: IPv6Prefix("2001:db8:1::/56")!, kind: .prefix)
    private static let a = DUID(octets: [0, 3, 0, 1, 1])
    private static let b = DUID(octets: [0, 3, 0, 1, 2])
    private static let whole = Hearing(isLive: true, isWhole: true)
    private static let catchingUp = Hearing(isLive: false, isWhole: false)

    private static func say(
        _ change: ChangeKind, _ duid: DUID, at: Int64, contact: Int64? = nil, until: Int64? = nil,
        origin: UpdateOrigin = .live
    ) -> BindingStatement {
        BindingStatement(subject, change, origin, duid, at: at, contact: contact, until: until ?? at + 100)
    }

    private static func spans(_ trace: (BindingStatement, Hearing)...) -> [BindingSpan] {
        var spans: [BindingSpan] = []
        for (statement, hearing) in trace {
            let outcome = BindingSpan.outcome(of: statement, heard: hearing, after: spans.last)
            if let changed = outcome.changed { spans[spans.count - 1] = changed }
            if let added = outcome.added { spans.append(added) }
        }
        return spans
    }

    @Test("renewals that go on from each other are one span")
    func renewals() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.renewed, Self.a, at: 50), Self.whole),
            (Self.say(.renewed, Self.a, at: 100), Self.whole))
        #expect(spans == [BindingSpan(Self.a, began: 0, isBeginKnown: true, seen: 100, until: 200)])
    }

    @Test("a new holder ends the span where its own begins")
    func changedHolder() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole),
            (Self.say(.changedHolder, Self.b, at: 60, contact: 58), Self.whole))
        #expect(spans.count == 2)
        #expect(spans[0].ending == .changedHolder && spans[0].gone == 58 && spans[0].seen == 58)
        #expect(spans[1] == BindingSpan(Self.b, began: 58, isBeginKnown: true, seen: 60, until: 160))
    }

    @Test("an end ends the span, at once if the feed is live")
    func ended() {
        let live = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.ended, Self.a, at: 40), Self.whole))
        #expect(live[0].ending == .ended && live[0].gone == 40 && live[0].seen == 40)
        let caughtUp = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole),
            (Self.say(.ended, Self.a, at: 40, contact: 30, origin: .catchUp), Self.catchingUp))
        #expect(caughtUp[0].gone == 40 && caughtUp[0].seen == 30, "between its last contact and then")
    }

    @Test("a lease that runs out ends the span at its end, whether or not anybody says so later")
    func expired() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.expiredLocally, Self.a, at: 101), Self.whole))
        #expect(spans[0].ending == .expired && spans[0].gone == 100)
        let told = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.expiredLocally, Self.a, at: 101), Self.whole),
            (Self.say(.ended, Self.a, at: 110), Self.whole))
        #expect(told.count == 1 && told[0].ending == .ended && told[0].gone == 100)
    }

    @Test("a renewal made in time that came late takes an end by our timer back")
    func lateRenewal() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.expiredLocally, Self.a, at: 100), Self.whole),
            (Self.say(.renewed, Self.a, at: 103, contact: 99), Self.whole))
        #expect(spans == [BindingSpan(Self.a, began: 0, isBeginKnown: true, seen: 103, until: 203)])
    }

    @Test("a lease that had run out unheard is not one span with the next")
    func lapsed() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole),
            (Self.say(.renewed, Self.a, at: 500, contact: 450, origin: .catchUp), Self.catchingUp))
        #expect(spans[0].ending == .lapsed && spans[0].gone == nil && spans[0].over == 100)
        #expect(spans[1].began == 450 && !spans[1].isBeginKnown)
    }

    @Test("what a bulk query tells may have begun earlier, and what is new before all is known too")
    func beginnings() {
        let bulk = Self.spans((Self.say(.new, Self.a, at: 50, contact: 20, origin: .bulk), Self.whole))
        #expect(bulk[0].began == 20 && !bulk[0].isBeginKnown)
        let early = Self.spans((Self.say(.new, Self.a, at: 50), Hearing(isLive: true, isWhole: false)))
        #expect(!early[0].isBeginKnown)
    }

    @Test("what is absent from a complete answer ended some time after it was last seen")
    func absent() {
        let spans = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole),
            (Self.say(.absent, Self.a, at: 80, origin: .bulk), Self.whole))
        #expect(spans[0].ending == .absent && spans[0].seen == 0 && spans[0].gone == 80)
    }

    @Test("of a client whose end alone is heard the end is kept")
    func endAlone() {
        let spans = Self.spans((Self.say(.ended, Self.a, at: 80, contact: 70), Self.whole))
        #expect(spans.map(\.began) == [70] && spans[0].gone == 80 && !spans[0].isBeginKnown)
        let again = Self.spans(
            (Self.say(.new, Self.a, at: 0), Self.whole), (Self.say(.ended, Self.a, at: 40), Self.whole),
            (Self.say(.ended, Self.a, at: 41), Self.whole))
        #expect(again.count == 1, "said again is not another")
    }

    // MARK: What is known at a time

    private static let feed = FeedRecord([
        FeedStretch(from: 0, to: 300, .whole), FeedStretch(from: 300, to: 600, .down),
        FeedStretch(from: 600, to: 610, .unverified), FeedStretch(from: 610, to: 900, .whole),
    ])

    private static func verdicts(_ span: BindingSpan, _ times: Int64...) -> [SpanVerdict] {
        times.map { span.verdict(at: $0, feed) }
    }

    @Test("a span that goes on holds as long as all was heard; in a hole nobody knows")
    func hole() {
        let span = BindingSpan(Self.a, began: 100, isBeginKnown: true, seen: 250, until: 450)
        #expect(
            Self.verdicts(span, 99, 100, 300, 301, 500) == [
                .notHeld, .held, .held, .unknown(heldTo: 300), .unknown(heldTo: 300),
            ])
        #expect(Self.verdicts(span, 650) == [.notHeld], "a renewal in the hole would be known by then")
    }

    @Test("a span that goes on over a hole held in it: its leases go on from each other")
    func overHole() {
        let span = BindingSpan(Self.a, began: 100, isBeginKnown: true, seen: 250, until: 4000)
        #expect(Self.verdicts(span, 450, 900) == [.held, .held])
        #expect(Self.verdicts(span, 1000) == [.unknown(heldTo: 900)], "lqtop did not run")
    }

    @Test("what ended in a hole may have ended anywhere in it")
    func endedInHole() {
        let span = BindingSpan(
            Self.a, began: 100, isBeginKnown: true, seen: 250, until: 4000, gone: 610, ending: .absent)
        #expect(Self.verdicts(span, 300, 400, 610) == [.held, .unknown(heldTo: 300), .notHeld])
        let next = BindingSpan(Self.b, began: 580, isBeginKnown: false, seen: 605, until: 4000)
        #expect(Self.verdicts(next, 300, 400, 580) == [.notHeld, .unknown(heldTo: nil), .held])
    }

    @Test("holes of a range are all that is not whole in it, with why")
    func holes() {
        let holes = Self.feed.holes(in: 200...1000)
        #expect(holes.map(\.range) == [300...600, 600...610, 900...1000])
        #expect(holes.map(\.state) == [.down, .unverified, nil])
        #expect(Self.feed.holes(in: 300...300).isEmpty, "whole up to there, and down from there")
        #expect(FeedRecord([]).holes(in: 5...5).count == 1)
    }
}
