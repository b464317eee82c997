import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

struct WordingTests {
    @Test(
        "times are UTC by the Gregorian calendar",
        arguments: [
            (0, "1970-01-01", "00:00:00Z"), (-1, "1969-12-31", "23:59:59Z"), (951_782_400, "2000-02-29", "00:00:00Z"),
            (1_787_313_787, "2026-08-21", "12:03:07Z"), (4_107_542_399, "2100-02-28", "23:59:59Z"),
            (4_107_542_400, "2100-03-01", "00:00:00Z"), (1_798_761_599, "2026-12-31", "23:59:59Z"),
        ] as [(Int64, String, String)])
    func calendar(seconds: Int64, date: String, clock: String) {
        #expect(Times.date(seconds) == date)
        #expect(Times.clock(seconds) == clock)
    }

    @Test("a time of another day carries its date")
    func stamps() {
        let now = Scene.now
        #expect(Times.stamp(now.unixSeconds - 60, now: now) == "12:02:07Z")
        #expect(Times.stamp(now.unixSeconds - 86_400, now: now) == "2026-08-20 12:03:07Z")
        #expect(Times.short(now.unixSeconds - 43_200, now: now) == "00:03:07Z")
        #expect(Times.short(now.unixSeconds - 86_000, now: now) == "2026-08-20")
    }

    @Test("spans have two units at most")
    func spans() {
        let wanted: [(Int64, String)] = [
            (-5, "0s"), (0, "0s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (3600, "1h00m"), (86_399, "23h59m"),
            (86_400, "1d00h"), (4_294_967_295, "49710d06h"),
        ]
        for (seconds, text) in wanted { #expect(Times.span(seconds: seconds) == text) }
        #expect(Times.age(.milliseconds(9_999)) == "9.9s")
        #expect(Times.age(.seconds(10)) == "10s")
        #expect(Times.remaining(.milliseconds(1)) == "1s")
        #expect(Times.remaining(.seconds(60)) == "1m00s")
    }

    @Test("numbers are grouped and rates have no digits that are not known")
    func numbers() {
        #expect([0, 999, 1000, 1_004_211, -1234].map(Numbers.grouped) == ["0", "999", "1,000", "1,004,211", "-1,234"])
        #expect(Numbers.grouped(UInt64.max) == "18,446,744,073,709,551,615")
        #expect(
            [0, 0.04, 0.06, 9.94, 9.96, 812.4, 50_812.7, .nan, .infinity, -1].map(Numbers.rate)
                == ["0", "0", "0.1", "9.9", "10", "812", "50,813", "-", "-", "-"])
    }

    @Test("the header names the worst that is true of a server")
    func completeness() {
        func words(_ all: [Completeness], dropped: UInt64 = 0) -> String {
            let servers = all.enumerated().map { index, completeness in
                Scene.server(index, "s\(index)") { $0.completeness = completeness }
            }
            return CompletenessWords.overall(servers, dropped: dropped, now: Scene.now).text
        }
        let early = Completeness.changesSince(Scene.ago(1000))
        let late = Completeness.changesSince(Scene.ago(60))
        #expect(words([]) == "no server is configured")
        #expect(words([.unknown, .unknown]) == "nothing was received yet")
        #expect(words([early, late]) == "only changes since 12:02:07Z")
        #expect(words([early, .unknown]) == "INCOMPLETE: nothing yet from s1")
        #expect(words([early], dropped: 3) == "INCOMPLETE: 3 statements not stored, the limit is reached")
        #expect(words([early, .hole(since: Scene.ago(7))], dropped: 3) == "INCOMPLETE: s1: HOLE since 12:03:00Z")
        #expect(
            words([.missing(from: nil, to: ServerTime(rawValue: 840_628_800)), .hole(since: Scene.ago(7))])
                == "INCOMPLETE: 2 of 2 servers: s0, s1")
        #expect(
            words([.missing(from: nil, to: ServerTime(rawValue: 840_628_800))])
                == "INCOMPLETE: s0: LOST before 12:00:00Z")
    }

    @Test("whole is said of the oldest moment, and only where every server was filled")
    func whole() {
        func words(_ all: Completeness...) -> String {
            let servers = all.enumerated().map { index, completeness in
                Scene.server(index, "s\(index)") { $0.completeness = completeness }
            }
            return CompletenessWords.overall(servers, dropped: 0, now: Scene.now).text
        }
        let old = Completeness.whole(asOf: Scene.ago(30), .everything)
        let new = Completeness.whole(asOf: Scene.ago(1), .links(2))
        let filling = Completeness.filling(since: Scene.ago(3))
        #expect(words(old) == "whole as of 12:02:37Z")
        #expect(words(new, old) == "whole as of 12:02:37Z, as far as the configured links go")
        #expect(words(old, filling) == "filling: s1")
        #expect(words(filling, filling) == "filling")
        #expect(words(.changesSince(Scene.ago(60)), filling, old) == "only changes since 12:02:07Z: s0, s1")
        #expect(words(old, .overLimit(since: Scene.ago(7))) == "INCOMPLETE: s1: NO ROOM since 12:03:00Z")
    }

    @Test("a bulk run has a count, and says why it failed and when it is tried again, made harmless")
    func bulk() {
        var progress = BulkProgress(Debt(from: nil, to: nil), beganAt: Scene.ago(9))
        progress.updates = 1_200
        #expect(FeedWords.bulk(progress, now: Scene.now).text == "running: all bindings: 1,200 statements in 9.0s")
        progress.debt.from = ServerTime(rawValue: 840_628_800)
        progress.endedAt = Scene.ago(8)
        progress.verdict = .unpaid("no\u{1b}[2J", retryAt: Scene.now.advanced(by: .seconds(30)))
        let words = FeedWords.bulk(progress, now: Scene.now).text
        #expect(words.hasPrefix("FAILED: changes since 12:00:00Z by the server's clock: 1,200 statements in 1.0s: no"))
        #expect(words.hasSuffix("; again in 30s"))
        #expect(words.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test("a binding last confirmed before a hole is in doubt")
    func doubt() {
        #expect(BindingWords.state(Scene.binding(1)).text == "bound")
        #expect(BindingWords.state(Scene.binding(1) { $0.isUnverified = true }).text == "bound?")
        #expect(
            BindingWords.state(
                Scene.binding(1) {
                    $0.isUnverified = true
                    $0.state = .ended
                }
            ).text == "ended")
    }

    @Test(
        "a certificate is watched from thirty days before its end",
        arguments: [
            (31 * 86_400, "TLSv1.3", "expires 2026-09-21, in 31 days"), (30 * 86_400 - 1, "29d left", "in 29 days"),
            (86_399, "0d left", "expires 2026-08-22, in 0 days"), (-1, "EXPIRED", "EXPIRED 2026-08-21"),
        ] as [(Int64, String, String)])
    func certificate(seconds: Int64, short: String, long: String) {
        var server = ServerReport(server: ServerID(rawValue: 0), name: "a", isInsecure: false)
        #expect(TLSWords.short(server, now: Scene.now).text == "-")
        #expect(TLSWords.long(server, now: Scene.now) == nil)
        server.peer = Scene.peer
        server.peer?.notAfter = Scene.now.unixSeconds + seconds
        #expect(TLSWords.short(server, now: Scene.now).text == short)
        #expect(TLSWords.long(server, now: Scene.now)?.text.hasSuffix(long) == true)
    }

    @Test("what a certificate says is made harmless before it is shown")
    func hostileCertificate() {
        var server = ServerReport(server: ServerID(rawValue: 0), name: "a", isInsecure: false)
        server.peer = Scene.peer
        server.peer?.subject = "CN=\u{1b}[2J\n"
        #expect(TLSWords.long(server, now: Scene.now)?.text.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }

    @Test("what is not remembered is said in the header and, with its reason, of each server")
    func keeping() {
        var scene = Scene.usual
        func header(_ status: KeepingStatus?) -> String {
            scene.answer.keeping = status
            return Stage(scene).surface.text.split(separator: "\n")[1].description
        }
        let plain = header(nil)
        #expect(header(.kept) == plain)
        #expect(header(.loading(12_345)).hasSuffix("LOADING STATE: 12,345 bindings  INSECURE: kea-lab"))
        #expect(header(.failing(since: Scene.ago(60), reason: "full")).contains("NOT REMEMBERED since 12:02:07Z"))
        #expect(header(.off(reason: "no \u{1b}[2J")).contains("  NOT REMEMBERED  "))
        #expect(Stage(scene).surface.text.contains(#"memory     nothing is remembered: no \x1b[2J"#))
    }
}
