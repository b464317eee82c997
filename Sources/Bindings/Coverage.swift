import DHCPv6Wire
import LeasequerySession

/// Which part of a time is known of a server, by the server's clock: what its ledger comes to as a bar.
public struct Coverage: Hashable, Sendable {
    public enum Cell: Hashable, Sendable {
        /// Before this feed first was live: what was said then is not for it to know.
        case before
        /// All changes are known, to its end or as far as the server has spoken.
        case covered
        /// The server has not spoken of it yet.
        case unheard
        /// Of some of it at least not everything is known.
        case unknown
    }

    /// From the oldest to now.
    public let cells: [Cell]
    /// Seconds a cell.
    public let cellLength: Int64
    /// When the last cell ends: Unix seconds of the server's clock.
    public let end: Int64

    public var begin: Int64 { end - cellLength * Int64(cells.count) }

    /// - Parameters:
    ///   - holes: all that is not known.
    ///   - liveSince: when the feed first was live, Unix seconds of the server's clock.
    ///   - knownTo: up to when all but the holes is known, of the server's clock.
    ///   - end: now, Unix seconds of the server's clock.
    public init(holes: [Hole], liveSince: Int64, knownTo: ServerTime?, end: Int64, cells count: Int, cellLength: Int64)
    {
        let first = end - cellLength * Int64(count)
        let known = knownTo?.unixSeconds(near: end)
        var cells = (0..<count).map { index in
            let start = first + cellLength * Int64(index)
            if start + cellLength <= liveSince { return Cell.before }
            return known.map { start > $0 } ?? true ? .unheard : .covered
        }
        for hole in holes {
            // A time of the server's clock counts in whole seconds: the one it names may be half in the hole.
            let from = hole.from.map { $0.unixSeconds(near: end) } ?? .min
            let to = hole.to.map { $0.unixSeconds(near: end) + 1 } ?? .max
            for index in cells.indices {
                let start = first + cellLength * Int64(index)
                if start < to, start + cellLength > from { cells[index] = .unknown }
            }
        }
        self.cells = cells
        self.cellLength = cellLength
        self.end = end
    }
}

extension ServerReport {
    /// nil: the feed never was live, or it is polled, which covers moments and no time between them.
    ///
    /// - Parameter room: for so many cells at most.
    public func coverage(of span: GraphSpan, room: Int, at now: Moment) -> Coverage? {
        guard pollInterval == nil, let liveSince = ledger.liveSince else { return nil }
        let shift = skew.flatMap { Int64(exactly: $0.seconds.rounded()) } ?? 0
        let seconds = span.duration.components.seconds
        let length = max((seconds + Int64(max(room, 1)) - 1) / Int64(max(room, 1)), 1)
        return Coverage(
            holes: ledger.holes, liveSince: liveSince.unixSeconds + shift, knownTo: ledger.knownTo,
            end: now.unixSeconds + shift, cells: Int((seconds + length - 1) / length), cellLength: length)
    }
}
