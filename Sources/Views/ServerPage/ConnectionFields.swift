import Bindings
import DHCPv6Wire
import LeasequerySession

/// What there is to know about the connection of one server: what its condition comes from, how fast things come, and
/// how earlier connections ended.
struct ConnectionFields {
    private let server: ServerReport
    private let now: Moment
    private var report: ConnectionReport { server.connection }

    init(_ server: ServerReport, now: Moment) {
        self.server = server
        self.now = now
    }

    /// Nothing of a polled server: it has connections only while it is asked.
    var connection: [Fields.Field] {
        guard server.pollInterval == nil else { return [] }
        return Fields.present([
            ("binding", lastBinding), ("keepalive", keepalive), ("closes in", countdown), ("our side", ourSide),
            ("path", report.reading?.path.map(path)),
        ])
    }

    /// Counts of each of the last seconds as bars.
    ///
    /// - Parameter width: of a line, its label included.
    func rates(width: Int) -> [Fields.Field] {
        guard server.pollInterval == nil else { return [] }
        let histories = [
            ("changes/s", server.changesPerSecond, server.changeHistory),
            ("messages/s", report.messagesPerSecond, report.messageHistory),
            ("octets/s", report.octetsPerSecond, report.octetHistory),
        ]
        return histories.filter { !$0.2.isEmpty }.map { label, rate, history in
            (label, bars(rate, history, width: width - Fields.labelWidth))
        }
    }

    /// Newest first.
    var ends: [Fields.Field] {
        report.history.entries.reversed().map { entry in
            (Times.short(entry.at.unixSeconds, now: now), end(entry))
        }
    }

    // MARK: Words

    private var lastBinding: Words? {
        report.lastBindingAt.map { moment in
            let stamp = Times.stamp(moment.unixSeconds, now: now)
            return Words("newest change read \(Times.age(now.since(moment))) ago, \(stamp)")
        }
    }

    private var keepalive: Words? {
        let limit = Times.span(seconds: report.lateAfter.components.seconds)
        guard let keepalive = report.keepalive else { return Words("interval not learnt yet; late after \(limit)") }
        let interval = "\(Times.age(keepalive.typical)) ±\(Times.age(keepalive.jitter))"
        return Words("every \(interval) if nothing else is said, as learnt; late after \(limit)")
    }

    private var countdown: Words? {
        report.closesAt.map { moment in
            let timeout = report.reading.map { " \(Times.span(seconds: $0.receiveTimeout.components.seconds))" } ?? ""
            return Words(
                "\(Times.remaining(moment.since(now))) if nothing comes (ACTIVE_LQ_RCV_TIMEOUT\(timeout))",
                server.condition.kind == .silent ? .bad : .plain)
        }
    }

    /// Whether we keep up, as far as this can be told: what the server holds back is not seen.
    private var ourSide: Words? {
        guard let reading = report.reading else { return nil }
        let waiting = reading.octetsWaiting.map { count in
            count == 0 ? "all that arrived is read" : "\(Numbers.counted(count, "octet")) arrived and not read"
        }
        let crowd = reading.crowdedSince.map { "reads have been full for \(Times.age(now.since($0)))" }
        let delay = "thread late by \(milliseconds(reading.threadDelay))"
        return Words(
            [waiting, crowd, delay].compactMap(\.self).joined(separator: "; "),
            server.condition.kind == .behind ? .bad : .plain)
    }

    private func path(_ path: PathReading) -> Words {
        let least = path.leastRoundTrip.map { ", least \(milliseconds($0))" } ?? ""
        let lost = path.outOfOrder.map { ", \(Numbers.grouped($0)) came out of order" } ?? ""
        return Words(
            "round trip of what we sent \(milliseconds(path.roundTrip))\(least); "
                + "\(Numbers.counted(path.retransmits, "segment")) sent again\(lost)")
    }

    /// The mean of the last seconds, then as many of them as there is room for, and what their highest bar stands for.
    private func bars(_ rate: Double, _ history: [UInt32], width: Int) -> Words {
        let shown = Array(history.suffix(max(width - 28, 10)))
        let line = Sparkline.text(shown, width: shown.count)
        let mean = Numbers.rate(rate)
        // So that the bars of one second stand below each other.
        let gap = String(repeating: " ", count: max(11 - mean.count, 1))
        return Words("\(mean)\(gap)\(line)  \(Numbers.grouped(shown.max() ?? 0)) at most")
    }

    private func end(_ entry: ConnectionHistory.Entry) -> Words {
        let text = SafeText.printable(entry.text)
        if let lasted = entry.lasted { return Words("after \(Times.age(lasted)): \(text)") }
        guard entry.times > 1 else { return Words("not accepted: \(text)") }
        let first = Times.stamp(entry.firstAt.unixSeconds, now: now)
        return Words("not accepted: \(text); \(Numbers.counted(entry.times, "time")) since \(first)")
    }

    /// `0.21 ms`: two digits behind the point below ten, none from there on.
    private func milliseconds(_ duration: Duration) -> String {
        let hundredths = Int64((duration / .milliseconds(1) * 100).rounded())
        guard hundredths < 1000 else { return "\(Numbers.grouped(hundredths / 100)) ms" }
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }
}
