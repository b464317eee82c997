import Bindings
import LeasequerySession

/// Known and unknown time of one server as a bar, and every hole with its times.
enum CoverageBar {
    /// nil: there is nothing to tell yet.
    static func section(_ server: ServerReport, span: GraphSpan, now: Moment, width: Int) -> PageSection? {
        let holes = server.ledger.holes.map { (label: "hole", words: CompletenessWords.holeInDepth($0, now: now)) }
        let list = PageSection("not known", fields: holes, width: width)
        guard let coverage = server.coverage(of: span, room: width, at: now) else {
            return list.lines.isEmpty ? nil : list
        }
        var bar = PageSection.Line()
        bar.append(coverage.cells.map(cell), x: 0)
        let axis = PageSection.Line.timeAxis(
            x: 0, columns: coverage.cells.count, from: Times.stamp(coverage.begin, now: now),
            columnLength: coverage.cellLength, to: Times.clock(coverage.end))
        let clock = server.skew == nil ? "our clock: the server's is not known" : "the server's clock"
        let legend = "█ known  ░ not, or not all  ▁ not spoken of yet  · before the feed; by \(clock)"
        let explained = legend.wrapped(width: width).map { PageSection.Line((0, Words($0, .dim))) }
        let length = Times.span(seconds: span.duration.components.seconds)
        return PageSection("known time of the last \(length)", [bar, axis] + explained + list.lines)
    }

    private static func cell(_ cell: Coverage.Cell) -> (Character, Style.Role) {
        switch cell {
        case .covered: ("█", .good)
        case .unknown: ("░", .attention)
        case .unheard: ("▁", .dim)
        case .before: ("·", .dim)
        }
    }
}
