import Bindings
import DHCPv6Wire
import LeasequerySession

/// How a catch-up goes, in words: counts, times, and an estimate only with what it rests on.
enum CatchUpWords {
    /// On one line.
    static func line(_ report: CatchUpReport, now: Moment) -> Words {
        let from = FeedWords.serverTime(report.from, now: now)
        let what = "\(progress(report, now: now)), from \(from) (server's clock)"
        return switch report.end {
        case nil: Words("running: \(what)", .attention)
        case .complete?: Words("complete: \(what)")
        case .dataMissing?: Words("NOT COMPLETE, the server's history is too short: \(what)", .bad)
        case .neverSaid?: Words("NOT COMPLETE, the connection ended before the server said it was: \(what)", .bad)
        }
    }

    /// Count, time and rate.
    private static func progress(_ report: CatchUpReport, now: Moment) -> String {
        let rate = rate(report, now: now).map { ", \($0)" } ?? ""
        return "\(Numbers.counted(report.updates, "statement")) in \(Times.age(report.elapsed(now)))\(rate)"
    }

    /// For a column: the part that is done if there is an estimate, the count, and its rate unless it broke off.
    static func short(_ report: CatchUpReport?, now: Moment) -> Words {
        guard let report else { return Words("-", .dim) }
        let count = Numbers.grouped(report.updates)
        let withRate = [count, rate(report, now: now)].compactMap { $0 }.joined(separator: " ")
        return switch report.end {
        case nil: Words(percent(report).map { "\($0) \(count)" } ?? withRate, .attention)
        case .complete?: Words(withRate)
        case .dataMissing?: Words("\(count) LOST", .bad)
        case .neverSaid?: Words("\(count) PARTIAL", .bad)
        }
    }

    /// For a column headed STATE, of a server that catches us up.
    static func state(_ report: CatchUpReport?) -> String {
        guard let report, report.end == nil else { return "catching up" }
        return percent(report).map { "caught \($0)" } ?? "catch-up \(Numbers.compact(report.updates))"
    }

    /// Statements a second; nil while less than a second says nothing about it.
    private static func rate(_ report: CatchUpReport, now: Moment) -> String? {
        let elapsed = report.elapsed(now) / .seconds(1)
        return elapsed >= 1 ? "\(Numbers.rate(Double(report.updates) / elapsed))/s" : nil
    }

    private static func percent(_ report: CatchUpReport) -> String? {
        report.forecast?.percent(report.updates).map { range in
            "\(range.lowerBound)-\(range.upperBound)%"
        }
    }
}

// Of a page.
extension CatchUpWords {
    /// From when it fills, by both clocks.
    static func from(_ report: CatchUpReport, _ server: ServerReport, now: Moment) -> Words {
        let theirs = "\(FeedWords.serverTime(report.from, now: now)) by the server's clock"
        guard let skew = server.skew else { return Words("\(theirs); by ours not known") }
        return Words("\(theirs), \(OurTime(report.from, skew, now: now).text(now: now)) by ours")
    }

    /// How far the newest record is from now, both by the server's clock.
    static func newest(_ report: CatchUpReport, now: Moment) -> Words? {
        guard let record = report.newestRecord, let base = report.newestBase else { return nil }
        let distance = Times.span(seconds: Int64(base.seconds(since: record)))
        return Words(
            "client heard at \(FeedWords.serverTime(record, now: now)), \(distance) before the newest message, by the "
                + "server's clock")
    }

    /// What is to be expected, and what says so; nil: nothing does, or it is over.
    static func estimate(_ report: CatchUpReport) -> Words? {
        guard let forecast = report.forecast else { return nil }
        let range = "\(Numbers.grouped(forecast.least)) to \(Numbers.grouped(forecast.most))"
        let basis =
            "\(Numbers.rate(forecast.rate))/s before the loss, over \(Times.span(seconds: Int64(forecast.seconds)))"
        guard let percent = percent(report) else {
            return Words("more than the \(range) statements expected from \(basis)", .attention)
        }
        return Words("~\(percent): \(range) statements expected from \(basis)")
    }

    /// Why it may be over although nobody said so; nil: nothing speaks for that.
    static func doubt(_ report: CatchUpReport, now: Moment) -> Words? {
        guard report.end == nil else { return nil }
        let unusable = report.unusable
        if unusable > 0 {
            let count = Numbers.counted(unusable, "message")
            return Words("\(count) could not be used: the server may have said in one that it is complete", .attention)
        }
        return report.onlyNews(at: now).map { span in
            let time = Times.span(seconds: span.components.seconds)
            return Words("nothing but news for \(time): the server may be done, and has not said so", .attention)
        }
    }
}

extension CatchUpReport {
    fileprivate func elapsed(_ now: Moment) -> Duration { (endedAt ?? now).since(beganAt) }
}
