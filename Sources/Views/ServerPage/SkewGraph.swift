import Bindings
import LeasequerySession

/// The skew of a server over time: what it lay between, and the best guess.
struct SkewGraph {
    /// What was known during the time of one column.
    private struct Column {
        var lower = Double.infinity
        var upper = -Double.infinity
        var guaranteedUpper = -Double.infinity
        var seconds = 0.0
        var stepsForward = false
        var stepsBack = false

        var isKnown: Bool { lower < .infinity }
    }

    private static let rows = 8
    private static let guess: Character = "━"
    private static let within: Character = "░"
    private static let possible: Character = "·"

    private let columns: [Column?]
    /// Seconds of time a column is wide.
    private let columnLength: UInt64
    /// Seconds of skew at the lower edge and at the upper one.
    private let bottom: Double
    private let top: Double
    private let labels: [String]

    /// - Parameter span: nil: as long as the skew is known.
    /// - Returns: nil: there is nothing to draw.
    static func section(_ server: ServerReport, span: GraphSpan? = nil, now: Moment, width: Int) -> PageSection? {
        guard let graph = SkewGraph(server, span: span, now: now, width: width) else { return nil }
        let span = Times.span(seconds: Int64(graph.columnLength) * Int64(graph.columns.count))
        return PageSection("skew of the last \(span)", graph.lines(now: now))
    }

    private init?(_ server: ServerReport, span: GraphSpan?, now: Moment, width: Int) {
        guard let began = server.skewHistory.began else { return nil }
        let span = span ?? GraphSpan(reaching: now.since(began))
        let series = server.skewHistory.series[span.rawValue]
        let room = max(width - 14, 1)
        let slots = (Int(series.span) + room - 1) / room
        columnLength = series.length * UInt64(slots)
        columns = SkewGraph.fold(series, server.clockSteps, slots: UInt64(slots), now: now)
        let known = columns.compactMap { $0 }.filter(\.isKnown)
        guard let range = SkewGraph.range(of: known) else { return nil }
        (bottom, top) = range
        let digits = top - bottom >= 20 ? 0 : top - bottom >= 2 ? 1 : top - bottom >= 0.2 ? 2 : 3
        labels = [top, (top + bottom) / 2, bottom].map { "\(SkewWords.value($0, digits: digits)) s" }
    }

    /// One column for so many slots of the series, up to now.
    private static func fold(
        _ series: SkewHistory.Series, _ steps: [ClockStep], slots: UInt64, now: Moment
    ) -> [Column?] {
        let count = series.span / slots
        let last = series.slot(of: now) / slots
        var columns = [Column?](repeating: nil, count: Int(count))
        func index(_ slot: UInt64) -> Int? {
            let column = slot / slots
            return column <= last && column + count > last ? Int(column + count - 1 - last) : nil
        }
        for point in series.points {
            guard SkewWords.isShowable(point.seconds), let index = index(point.slot) else { continue }
            var column = columns[index] ?? Column()
            column.lower = min(column.lower, point.lower)
            column.upper = max(column.upper, point.upper)
            column.guaranteedUpper = max(column.guaranteedUpper, point.guaranteedUpper)
            column.seconds = point.seconds
            columns[index] = column
        }
        for step in steps.map(\.step) {
            guard let isForward = step.isForward, let index = index(series.slot(of: step.at)) else { continue }
            var column = columns[index] ?? Column()
            if isForward { column.stepsForward = true } else { column.stepsBack = true }
            columns[index] = column
        }
        return columns
    }

    /// From the lowest to the highest bound, but for bounds that are far wider than most.
    private static func range(of columns: [Column]) -> (Double, Double)? {
        let halves = columns.map { ($0.upper - $0.lower) / 2 }.filter(SkewWords.isShowable).sorted()
        let reach = halves.isEmpty ? 1 : max(4 * halves[halves.count / 2], 0.005)
        guard let bottom = columns.map({ max($0.lower, $0.seconds - reach) }).min(),
            let top = columns.map({ min($0.upper, $0.seconds + reach) }).max()
        else { return nil }
        let margin = max(0, 0.01 - (top - bottom)) / 2
        return (bottom - margin, top + margin)
    }

    // MARK: Drawing

    private func lines(now: Moment) -> [PageSection.Line] {
        let labelWidth = labels.map(\.count).max() ?? 0
        var lines = (0..<SkewGraph.rows).map { row in
            let label = row == 0 ? labels[0] : row == SkewGraph.rows / 2 ? labels[1] : ""
            return line(label, labelWidth, axis: "│", columns.map { cell($0, row: row) })
        }
        lines.append(line(labels[2], labelWidth, axis: "└", columns.map(mark)))
        lines.append(timeLine(x: labelWidth + 2, now: now))
        let legend = "\(SkewGraph.guess) best guess  \(SkewGraph.within) bounds  "
        lines.append(
            PageSection.Line(
                (labelWidth + 2, Words("\(legend)\(SkewGraph.possible) beyond only if all is late", .dim))))
        return lines
    }

    private func row(of seconds: Double) -> Int {
        let place = (top - seconds) / (top - bottom) * Double(SkewGraph.rows)
        return Int(max(0, min(place, Double(SkewGraph.rows - 1))))
    }

    private func cell(_ column: Column?, row: Int) -> (Character, Style.Role) {
        guard let column, column.isKnown else { return (" ", .plain) }
        if row == self.row(of: column.seconds) { return (SkewGraph.guess, .strong) }
        if (self.row(of: column.upper)...self.row(of: column.lower)).contains(row) { return (SkewGraph.within, .plain) }
        // Some of the time there is no guaranteed bound: then all above is possible.
        let isPossible = row < self.row(of: column.upper) && row >= self.row(of: column.guaranteedUpper)
        return isPossible ? (SkewGraph.possible, .dim) : (" ", .plain)
    }

    /// On the axis of time: where a clock was set.
    private func mark(_ column: Column?) -> (Character, Style.Role) {
        if column?.stepsForward == true { return ("▲", .attention) }
        return column?.stepsBack == true ? ("▼", .attention) : ("─", .dim)
    }

    /// A line with its label.
    private func line(
        _ label: String, _ width: Int, axis: Character, _ cells: [(Character, Style.Role)]
    ) -> PageSection.Line {
        var line = PageSection.Line(
            (max(width - label.count, 0), Words(label, .label)), (width + 1, Words(String(axis), .dim)))
        line.append(cells, x: width + 2)
        return line
    }

    private func timeLine(x: Int, now: Moment) -> PageSection.Line {
        let span = Int64(columnLength) * Int64(columns.count)
        return PageSection.Line.timeAxis(
            x: x, columns: columns.count, from: Times.stamp(now.unixSeconds - span, now: now),
            columnLength: Int64(columnLength), to: Times.clock(now.unixSeconds))
    }
}

extension SkewStep {
    /// Whether the skew became more; nil: it did not change.
    fileprivate var isForward: Bool? {
        switch kind {
        case .serverForward, .serverBack, .localStep: lower + upper > 0
        case .suspendOrCommon, .revised, .cachedClock: nil
        }
    }
}
