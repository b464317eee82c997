import LeasequerySession

/// Whether the terminal has come to the end of what was written to it. Behind each picture stands a question that it
/// answers in its turn (DSR, ECMA-48 section 8.3.35): between a slow line and us there may be buffers that take any
/// number of pictures at once, and would show all of them before what a key asked for.
public struct TerminalFlow: Sendable {
    /// Questions without an answer.
    private var open = 0
    private var askedAt: Moment?
    /// How long the last picture was under way; nil: not known.
    public private(set) var delay: Duration?

    /// So many questions are asked in vain before the terminal is taken for one that knows no answer.
    private static let mostOpen = 3

    public init() {}

    /// Whether to put a question behind the next picture.
    public var wantsToAsk: Bool { open < TerminalFlow.mostOpen }

    public mutating func asked(at now: Moment) {
        open += 1
        askedAt = now
    }

    /// The terminal answered so many questions, the oldest first.
    public mutating func answered(_ count: Int, at now: Moment) {
        guard count > 0, let askedAt else { return }
        open = max(open - count, 0)
        if open == 0 { delay = now.since(askedAt) }
    }

    /// How long to wait with the next picture, if no answer comes.
    public func wait(from now: Moment) -> Duration {
        guard open > 0, wantsToAsk, let askedAt else { return .zero }
        let patience: Duration = delay == nil ? .seconds(3) : .seconds(10)
        return max(patience - now.since(askedAt), .zero)
    }
}
