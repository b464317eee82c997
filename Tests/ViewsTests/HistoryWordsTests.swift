import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

/// What a history says in words, for `lqtop who` and the page of a binding.
struct HistoryWordsTests {
    private static let a = DUID(octets: [0, 3, 0, 1, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 1])
    private static let b = DUID(octets: [0, 3, 0, 1, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 2])
    /// 2026-11-01 00:00Z.
    private static let start: Int64 = 1_793_491_200
    private static let asked = IPv6Prefix("2001:db8:1::/56")!

    /// One span after the other, of two partners, of which one was not connected for ten minutes.
    private static func answer(_ time: HistoryQuestion.Time) -> HistoryAnswer {
        let range: ClosedRange<Int64> =
            switch time {
            case .at(let time): time...time
            case .range(let range): range
            case .latest: start + 20_000...start + 20_000
            }
        let whole = FeedStretch(from: start, to: start + 10_000, .whole)
        var answer = HistoryAnswer(
            HistoryQuestion(.prefix(asked), time), range: range,
            servers: [
                .init(name: "dhcp-a", address: "[::1]:547", partner: 1, record: FeedRecord([whole])),
                .init(
                    name: "dhcp-b", address: "[::2]:547", partner: 0,
                    record: FeedRecord([
                        whole, FeedStretch(from: start + 10_000, to: start + 10_600, .down),
                        FeedStretch(from: start + 10_600, to: start + 20_000, .whole),
                    ])),
            ])
        let spans = [
            (asked, BindingSpan(a, began: start + 100, isBeginKnown: true, seen: start + 9_000, until: start + 16_200)),
            (
                IPv6Prefix("2001:db8::/32")!,
                BindingSpan(
                    b, began: start - 500, isBeginKnown: false, seen: start + 9_900, until: nil, gone: start + 12_000,
                    ending: .changedHolder)
            ),
            (
                IPv6Prefix("2001:db8:1::/64")!,
                BindingSpan(
                    b, began: start + 300, isBeginKnown: true, seen: start + 9_950, until: start + 9_950,
                    gone: start + 9_950, ending: .ended)
            ),
        ]
        for (prefix, span) in spans {
            for server in 0...1 {
                let verdict = span.verdict(at: range.upperBound, answer.servers[server].record)
                guard verdict != .notHeld || !answer.isOneTime else { continue }
                answer.rows.append(.init(server: server, prefix: prefix, kind: .prefix, span: span, verdict: verdict))
            }
        }
        return answer
    }

    private static func text(_ time: HistoryQuestion.Time) -> String {
        HistoryWords.lines(answer(time)).joined(separator: "\n")
    }

    @Test("an answer says who, since when and until when, who told it, and what of the time is not known")
    func answers() throws {
        try Golden.expect(Self.text(.at(Self.start + 9_500)), "who-whole")
        try Golden.expect(Self.text(.at(Self.start + 10_300)), "who-hole")
        try Golden.expect(Self.text(.range(Self.start...Self.start + 10_700)), "who-range")
    }

    @Test("nobody is said to have had it only of a whole record")
    func nobody() {
        var answer = Self.answer(.at(Self.start + 9_500))
        answer.rows = []
        #expect(HistoryWords.lines(answer).contains("Nobody is known to have held it."))
        #expect(answer.isWhole)
        answer.range = Self.start + 30_000...Self.start + 30_000
        answer.question.time = .at(Self.start + 30_000)
        #expect(
            HistoryWords.lines(answer).contains("Nobody is known to have held it; the record is not whole, see below."))
        #expect(!answer.isWhole)
    }

    @Test("the page of a binding has its spans, says that it is asking, and why it cannot")
    func page() throws {
        var stage = Stage(.depth, ScreenTests.sizes[1], keys: "2")
        stage.press(.enter)
        #expect(stage.dashboard.historySubject != nil && !stage.surface.text.contains("history file"))
        stage.dashboard.accept(HistoryStanding.asking)
        stage.press("G")
        #expect(stage.surface.text.contains("asking the history file ..."))
        stage.dashboard.accept(HistoryStanding.failed("history file x: the disk is full; make room"))
        #expect(stage.surface.text.contains("the disk is full"))
        var answer = Self.answer(.range(Self.start...Self.start + 20_000))
        let subject = try #require(stage.dashboard.historySubject)
        for index in answer.rows.indices where answer.rows[index].prefix == Self.asked {
            answer.rows[index].prefix = subject.prefix
            answer.rows[index].kind = subject.kind
        }
        stage.dashboard.accept(HistoryStanding.answered(answer))
        stage.press("G")
        try Golden.expect(stage.surface.text, "page-binding-history-120x36")
    }
}
