import Bindings
import LeasequerySession

/// When a feed was heard: changes, keepalives alone, nothing, and nothing for longer than its keepalives allow.
enum HeardTimeline {
    private typealias Point = HeardHistory.Point

    /// nil: no query was accepted yet.
    static func section(_ server: ServerReport, span: GraphSpan, now: Moment, width: Int) -> PageSection? {
        let history = server.connection.heard
        guard server.pollInterval == nil, history.began != nil, width > 0 else { return nil }
        let slots = (Int(span.slots) + width - 1) / width
        let columns = fold(history[span], slots: UInt64(slots), now: now)
        var line = PageSection.Line()
        line.append(columns.map(cell), x: 0)
        let length = Int64(span.slotLength) * Int64(slots)
        let axis = PageSection.Line.timeAxis(
            x: 0, columns: columns.count,
            from: Times.stamp(now.unixSeconds - length * Int64(columns.count), now: now), columnLength: length,
            to: Times.clock(now.unixSeconds))
        let legend = "█ changes or more  │ keepalives alone  · nothing  ! late  blank: no query accepted; by our clock"
        let explained = legend.wrapped(width: width).map { PageSection.Line((0, Words($0, .dim))) }
        let facts = PageSection("", fields: facts(columns.compactMap { $0 }), width: width).lines
        return PageSection(
            "heard in the last \(Times.span(seconds: span.duration.components.seconds))",
            [line, axis] + explained + facts)
    }

    /// One column for so many slots, up to now; nil: no query was accepted then.
    private static func fold(_ series: HeardHistory.Series, slots: UInt64, now: Moment) -> [Point?] {
        let count = series.span.slots / slots
        let last = series.span.slot(of: now) / slots
        var columns = [Point?](repeating: nil, count: Int(count))
        for point in series.points {
            let column = point.slot / slots
            guard column <= last, column + count > last else { continue }
            let index = Int(column + count - 1 - last)
            if columns[index]?.add(point) == nil { columns[index] = point }
        }
        return columns
    }

    private static func cell(_ point: Point?) -> (Character, Style.Role) {
        guard let point else { return (" ", .plain) }
        if point.isLate { return ("!", .bad) }
        if point.messages > point.keepalives { return ("█", .good) }
        return point.keepalives > 0 ? ("│", .good) : ("·", .dim)
    }

    private static func facts(_ points: [Point]) -> [Fields.Field] {
        guard let pause = points.map(\.longestPause).max() else { return [] }
        let messages = points.reduce(0) { $0 + $1.messages }
        let keepalives = points.reduce(0) { $0 + $1.keepalives }
        let count = "\(Numbers.counted(messages, "message")), \(Numbers.counted(keepalives, "keepalive")) among them"
        return [("shown", Words("\(count); the longest pause \(Times.age(pause))"))]
    }
}
