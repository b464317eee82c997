import LeasequerySession

/// A time in which the feed of one server stood the same: what of it a history can know. Unix seconds of our clock.
public struct FeedStretch: Hashable, Sendable {
    /// The raw values stand in history files. What is in no stretch was not heard, because lqtop did not run.
    public enum State: UInt8, CaseIterable, Hashable, Sendable {
        /// Every change was told as it happened, and all that was bound before was known.
        case whole
        /// As `whole`, but bindings last spoken of before a hole may have ended in it.
        case unverified
        /// Every change was told; what was bound before had not been.
        case changesOnly
        /// As `changesOnly`, and what was bound before was being asked for.
        case filling
        /// Changes were told, and some from before were lost and not yet asked for again.
        case missing
        /// Bindings were told and not stored for want of room.
        case overLimit
        /// All bindings were known as of moments some minutes apart.
        case polled
        /// Nothing was ever told in full.
        case notYetPolled
        /// Nothing was heard, or the server had not yet caught us up.
        case down
        /// The history file took nothing, or too slowly.
        case unrecorded
    }

    public var from: Int64
    /// Inclusive: what was known then is in here.
    public var to: Int64
    public var state: State

    public init(from: Int64, to: Int64, _ state: State) {
        self.from = from
        self.to = to
        self.state = state
    }
}

extension FeedStretch.State {
    /// Whether what held then can be told from what is known.
    public var isWhole: Bool { self == .whole || self == .polled }

    /// Whether every change was told as it happened.
    public var isLive: Bool {
        switch self {
        case .whole, .unverified, .changesOnly, .filling, .missing, .overLimit: true
        case .polled, .notYetPolled, .down, .unrecorded: false
        }
    }
}

/// How the feed of a server stands at a moment.
public struct FeedStanding: Hashable, Sendable {
    public var state: FeedStretch.State
    /// Up to when it says all: the newest message of a feed that lives, the last answered poll, since when it is down.
    public var asOf: Int64
    /// Another connection, or other bindings: what lies between was not heard.
    public var connection: UInt64
    public var generation: UInt32

    public init(_ state: FeedStretch.State, asOf: Int64, connection: UInt64 = 0, generation: UInt32 = 0) {
        self.state = state
        self.asOf = asOf
        self.connection = connection
        self.generation = generation
    }
}

/// Makes stretches of the standings of one feed, one look after the other.
public struct StretchWriter: Hashable, Sendable {
    private var standing: FeedStanding?
    private var lookedAt: Int64 = .min
    /// The one that goes on; nil before the first look.
    public private(set) var current: FeedStretch?

    public init() {}

    /// What was before a time is not kept any more.
    public mutating func forget(before time: Int64) {
        guard let from = current?.from, let to = current?.to else { return }
        current?.from = min(max(from, time), to)
    }

    /// - Returns: stretches that are over by that, as they are to be kept; `current` follows them.
    public mutating func look(_ new: FeedStanding, at now: Int64) -> [FeedStretch] {
        defer {
            standing = new
            lookedAt = max(lookedAt, now)
        }
        guard let standing, var last = current else {
            current = begun(new, at: now, after: .min)
            return []
        }
        let isSameFeed = standing.connection == new.connection && standing.generation == new.generation
        if isSameFeed || !new.state.isLive, standing.state == new.state, standing.generation == new.generation {
            current?.to = max(last.to, new.state == .down || new.state == .unrecorded ? now : new.asOf)
            return []
        }
        // What is lost by now was lost since its last message.
        if new.state == .down { last.to = max(last.from, min(last.to, new.asOf)) }
        var over: [FeedStretch] = []
        if isSameFeed, last.state.isLive, new.state.isLive {
            // A feed that goes on: what is worse now may have been so since the last look.
            last.to = max(last.to, new.state.isWhole ? now : lookedAt)
            current = FeedStretch(from: last.to, to: max(last.to, now), new.state)
            return [last]
        }
        if last.state == .down || last.state == .unrecorded {
            last.to = max(last.to, new.state.isLive ? now : last.to)
        } else if new.state.isLive, last.to < now {
            over = [last]
            last = FeedStretch(from: last.to, to: now, .down)
        }
        over.append(last)
        current = begun(new, at: now, after: last.to)
        return over
    }

    private func begun(_ new: FeedStanding, at now: Int64, after end: Int64) -> FeedStretch {
        switch new.state {
        case .down, .unrecorded: FeedStretch(from: max(new.asOf, end), to: max(now, end), new.state)
        case .polled: FeedStretch(from: max(new.asOf, end), to: max(new.asOf, end), new.state)
        case .whole, .unverified, .changesOnly, .filling, .missing, .overLimit, .notYetPolled:
            FeedStretch(from: max(now, end), to: max(now, end), new.state)
        }
    }
}
