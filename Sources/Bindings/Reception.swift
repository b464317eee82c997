import DHCPv6Wire
import LeasequerySession

/// When and from whom statements were read, and how the server's clock then stood to ours.
struct Reception {
    let server: ServerID
    let at: Moment
    let receivedAt: UInt32
    /// Whole seconds the server's clock is ahead of ours; 0 if unknown (RFC 7653 section 6.3.3).
    let skew: Int64

    init(server: ServerID, at: Moment, skew: Double?) {
        self.server = server
        self.at = at
        receivedAt = UInt32(clamping: at.unixSeconds)
        self.skew = skew.flatMap { Int64(exactly: $0.rounded()) } ?? 0
    }

    /// A base time in our clock, or the arrival if there is none; Unix seconds.
    func anchor(_ baseTime: ServerTime?) -> UInt32 {
        guard let baseTime else { return receivedAt }
        return UInt32(clamping: baseTime.unixSeconds(near: at.unixSeconds &+ skew) &- skew)
    }
}

/// What the statements of a batch did, counted.
struct BatchOutcome {
    /// By `ChangeKind.rawValue`.
    var changes = [7 of UInt64](repeating: 0)
    /// Statements older than what was known.
    var outdated: UInt64 = 0
    /// Statements whose details there was no room for.
    var detailsDropped: UInt64 = 0

    /// What a bulk query tells was there before: it says nothing about how lively things are.
    let isBulk: Bool

    init(isBulk: Bool = false) {
        self.isBulk = isBulk
    }

    /// Changes that count for the rate.
    var rated: Int {
        guard !isBulk else { return 0 }
        var sum: UInt64 = 0
        for kind in ChangeKind.allCases where kind != .repeated { sum += changes[Int(kind.rawValue)] }
        return Int(sum)
    }
}

extension BindingRecord {
    /// What a statement says, without `rest` and as if nothing had been known; `lastChange` is the caller's.
    ///
    /// - Parameter anchor: its base time in our clock.
    @inline(__always)
    init(_ update: BindingUpdate, _ reception: Reception, anchor: UInt32) {
        address = update.lease.address
        duid = update.duid
        length = update.lease.length
        lastChange = .new
        preferred = update.lease.preferred
        valid = update.lease.valid
        sinceLastTransaction = update.sinceLastTransaction ?? 0
        baseTime = update.baseTime ?? ServerTime(rawValue: 0)
        self.anchor = anchor
        receivedAt = reception.receivedAt
        changedAt = reception.receivedAt
        rest = OctetPool.none
        flags = []
        if update.lease.kind == .prefix { flags.insert(.isPrefix) }
        if update.baseTime != nil { flags.insert(.hasBaseTime) }
        if update.sinceLastTransaction != nil { flags.insert(.hasTransactionTime) }
        if update.origin == .bulk { flags.insert(.isFromBulk) }
    }
}
