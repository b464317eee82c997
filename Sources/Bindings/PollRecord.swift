import LeasequerySession

/// What the polls of one server come to: of a polled server nothing is known but what its answers said.
struct PollRecord: Hashable, Sendable {
    private struct CompletePoll: Hashable {
        var began: Moment
        var scope: FillScope
    }

    /// From the beginning of one poll to that of the next.
    let interval: Duration
    /// When the first poll began.
    private var firstBegan: Moment?
    /// When the poll began that goes on.
    private var began: Moment?
    private var last: CompletePoll?
    /// When the last poll began, if it was not answered to the end.
    private var failed: Moment?

    init(every interval: Duration) {
        self.interval = interval
    }

    var completeness: Completeness {
        if let last {
            return .polled(asOf: last.began, last.scope, lateFrom: last.began.advanced(by: interval * 2))
        }
        return firstBegan.map { .firstPoll(since: $0) } ?? .unknown
    }

    mutating func began(at now: Moment) {
        began = now
        firstBegan = firstBegan ?? now
    }

    /// - Parameter scope: nil: it was not answered to the end.
    mutating func ended(paid scope: FillScope?) {
        guard let began else { return }
        self.began = nil
        failed = scope == nil ? began : nil
        if let scope { last = CompletePoll(began: began, scope: scope) }
    }

    /// Whether a statement read then should have been repeated since, and was not: the last poll did not come that far.
    /// Of what was read in the second in which that began, nobody can tell.
    func doubts(receivedAt: Int64) -> Bool {
        failed.map { receivedAt <= $0.unixSeconds } ?? false
    }
}
