import LeasequerySession

/// What a state file keeps of one server besides its bindings.
public struct SavedFeed: Hashable, Sendable {
    public var resume: ResumePoint
    public var ledger: Ledger.Facts
    /// When both were true.
    public var savedAt: Moment

    public init(resume: ResumePoint, ledger: Ledger.Facts, savedAt: Moment) {
        self.resume = resume
        self.ledger = ledger
        self.savedAt = savedAt
    }
}

/// How every feed stood at one moment, and which slots were not kept yet then.
public struct Checkpoint: Sendable {
    public struct Server: Sendable {
        public var feed: SavedFeed
        /// Rises when the bindings start afresh.
        public var generation: UInt32
        var slots: SlotSet
        /// Those that are still to be copied.
        var remaining: SlotSet

        public var isCopied: Bool { remaining.isEmpty }
    }

    /// In the order of `ServerID`.
    public internal(set) var servers: [Server]
}
