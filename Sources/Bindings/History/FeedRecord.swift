/// What a history has of the feed of one server: when it was heard, and how well.
public struct FeedRecord: Hashable, Sendable {
    /// In order; they do not overlap.
    public var stretches: [FeedStretch]

    public init(_ stretches: [FeedStretch]) {
        self.stretches = stretches
    }

    /// The stretch that a time lies in; of two that meet there the one that knows more. nil: lqtop did not run.
    public func stretch(at time: Int64) -> FeedStretch? {
        let found = stretches.filter { $0.from <= time && time <= $0.to }
        return found.first(where: \.state.isWhole) ?? found.first(where: \.state.isLive) ?? found.first
    }

    /// The whole time around `time` in which the record is not whole for the same reason; nil: as far as it reaches.
    public func hole(around time: Int64) -> (from: Int64?, to: Int64?) {
        if let stretch = stretch(at: time) { return (stretch.from, stretch.to) }
        return (stretches.last { $0.to < time }?.to, stretches.first { $0.from > time }?.from)
    }

    /// Up to when every change was told from `time` on; `time` itself if it was not.
    func liveTo(from time: Int64) -> Int64 {
        var end = time
        for stretch in stretches where stretch.state.isLive && stretch.from <= end && end <= stretch.to {
            end = stretch.to
        }
        return end
    }

    /// The times in a range in which the record is not whole, each with what it was then; nil: lqtop did not run.
    public func holes(in range: ClosedRange<Int64>) -> [(range: ClosedRange<Int64>, state: FeedStretch.State?)] {
        guard range.lowerBound < range.upperBound else {
            let state = stretch(at: range.lowerBound)?.state
            return state?.isWhole == true ? [] : [(range, state)]
        }
        var holes: [(range: ClosedRange<Int64>, state: FeedStretch.State?)] = []
        var known = range.lowerBound
        for stretch in stretches where stretch.to >= range.lowerBound && stretch.from <= range.upperBound {
            if stretch.from > known { holes.append((known...stretch.from, nil)) }
            let part = max(stretch.from, range.lowerBound)...min(stretch.to, range.upperBound)
            if !stretch.state.isWhole { holes.append((part, stretch.state)) }
            known = max(known, part.upperBound)
        }
        if known < range.upperBound { holes.append((known...range.upperBound, nil)) }
        return holes
    }
}

/// What is known of a span at one time.
public enum SpanVerdict: Hashable, Sendable {
    case held
    /// Held up to there as far as is known; what became of it then was not heard. nil: it is known to have begun later,
    /// and may have begun before.
    case unknown(heldTo: Int64?)
    case notHeld
}

extension BindingSpan {
    /// Whether the client held the binding at a time.
    public func verdict(at time: Int64, _ record: FeedRecord) -> SpanVerdict {
        guard time >= began else {
            let isDenied =
                isBeginKnown
                || record.stretches.contains { stretch in
                    stretch.state.isWhole && stretch.to >= time && stretch.from <= began
                }
            return isDenied ? .notHeld : .unknown(heldTo: nil)
        }
        if let gone, time >= gone { return .notHeld }
        let held = heldTo(record)
        if time <= held { return .held }
        if let until, time >= until {
            // With an unheard renewal it may have gone on; where all was known, that would be.
            if held >= until - 1 || record.stretch(at: time)?.state.isWhole == true { return .notHeld }
        }
        return .unknown(heldTo: held)
    }

    /// Up to when the client certainly held it.
    public func heldTo(_ record: FeedRecord) -> Int64 {
        let limit = min(gone ?? .max, until ?? .max)
        var end = max(seen, min(record.liveTo(from: seen), limit))
        // Where everything that was bound was known, and this was.
        for stretch in record.stretches where stretch.state.isWhole && stretch.from >= began && stretch.from < limit {
            if stretch.state == .polled, ending == .absent { continue }
            end = max(end, min(stretch.to, limit))
        }
        return end
    }
}
