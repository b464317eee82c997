import LeasequerySession

/// Two servers that are expected to tell the same bindings, as failover partners do (RFC 8156).
public struct FailoverPair: Hashable, Sendable {
    public let first: ServerID
    public let second: ServerID

    /// - Parameters:
    ///   - first: the one with the lower number.
    ///   - second: another one.
    public init(_ first: ServerID, _ second: ServerID) {
        precondition(first < second)
        self.first = first
        self.second = second
    }
}

/// What partners disagree about. A server tells its partner of a change after it has answered the client (the lazy
/// updates of RFC 8156), so for a while this is no fault.
public enum PartnerConflict: Hashable, Sendable {
    /// Both hold the binding, each for another client.
    case holder
    /// One has ended it, the other holds it.
    case end
}

/// Decides between the newest statements of two partners about one binding.
enum PairRule {
    /// Whether the statement of the first server is the one to show.
    ///
    /// The one that heard the client last knows best, and a statement that says when that was is better than one that
    /// does not (RFC 5007 section 4.3.4, with the words that erratum 3763 leaves of it). Times that lie closer together
    /// than the two clocks are known decide nothing: then the statement that was read last is shown, but the first
    /// server's if that is no later or they say the same, so that rows do not change hands for nothing.
    ///
    /// - Parameters:
    ///   - isSameClient: whether the DUIDs are equal.
    ///   - tolerance: seconds by which the two times may seem apart when they are the same.
    static func isFirstShown(
        _ first: BindingRecord, _ second: BindingRecord, isSameClient: Bool, tolerance: Int64
    ) -> Bool {
        switch (first.lastTransactionAt, second.lastTransactionAt) {
        case (let mine?, let theirs?) where abs(mine - theirs) > tolerance: mine > theirs
        case (_?, nil): true
        case (nil, _?): false
        case (_?, _?), (nil, nil):
            lastWord(first) >= lastWord(second) || (isSameClient && first.state == second.state)
        }
    }

    /// Whether both say when they heard the client last, and that is too close together to tell which was later.
    static func isUndecided(_ first: BindingRecord, _ second: BindingRecord, tolerance: Int64) -> Bool {
        guard let mine = first.lastTransactionAt, let theirs = second.lastTransactionAt else { return false }
        return abs(mine - theirs) <= tolerance
    }

    /// When the server spoke of a binding, or left it out of a complete answer; Unix seconds of our clock.
    private static func lastWord(_ record: BindingRecord) -> UInt32 {
        record.lastChange == .absent ? record.changedAt : record.receivedAt
    }

    /// Different lifetimes are no conflict: failover makes servers promise each other more than they grant (the maximum
    /// client lead time of RFC 8156). Neither is a binding that ran out by our clock: nobody said that it ended.
    static func conflict(_ first: BindingRecord, _ second: BindingRecord, isSameClient: Bool) -> PartnerConflict? {
        switch (first.state, second.state) {
        case (.bound, .bound): isSameClient ? nil : .holder
        case (.bound, .ended), (.ended, .bound): .end
        case (.ended, .ended), (.expiredUnconfirmed, _), (_, .expiredUnconfirmed): nil
        }
    }

    /// Whole seconds by which a time of a server may be wrong in our clock.
    static func tolerance(_ skew: SkewEstimate?) -> Int64 {
        guard let skew, let upper = skew.upper else { return unknownTolerance }
        let bound = max(upper - skew.seconds, skew.seconds - skew.lower)
        return Int64(exactly: bound.rounded(.up)).map { min(rounding + $0, unknownTolerance) } ?? unknownTolerance
    }

    /// Base times, CLT_TIME and skew are whole seconds each.
    private static let rounding: Int64 = 2
    /// Of a clock of which no bound is known.
    private static let unknownTolerance: Int64 = 60
}
