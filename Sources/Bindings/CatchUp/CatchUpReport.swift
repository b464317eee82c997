import DHCPv6Wire
import LeasequerySession

/// How a catch-up goes or went (RFC 7653 section 8.4.1). The protocol tells no total, so there is none here.
public struct CatchUpReport: Hashable, Sendable {
    /// How it is over.
    public enum End: Hashable, Sendable {
        /// The server said CatchUpComplete.
        case complete
        /// The server said DataMissing: its history does not reach back so far.
        case dataMissing
        /// The connection ended, and the server never said whether that was all.
        case neverSaid
    }

    /// LQ_START_TIME, the server's clock.
    public var from: ServerTime
    public var beganAt: Moment
    /// Statements so far.
    public var updates: UInt64 = 0
    public var endedAt: Moment?
    /// nil while it runs.
    public var end: End?
    /// The newest base time; the server's clock.
    public internal(set) var newestBase: ServerTime?
    /// When the client of the newest record was heard (base time less CLT_TIME); the server's clock.
    public internal(set) var newestRecord: ServerTime?
    /// When a record came last that was no news any more, or the catch-up began.
    public internal(set) var lastOldAt: Moment
    /// Messages that could not be used meanwhile: the end may have been in one of them.
    public internal(set) var unusable: UInt64 = 0
    /// What is to be expected; nil: there is nothing to base that on.
    public var forecast: CatchUpForecast?

    /// A record of a client that was heard longer ago than this is no news, seconds.
    static let newsAge: UInt32 = 10

    public init(from: ServerTime, beganAt: Moment) {
        self.from = from
        self.beganAt = beganAt
        lastOldAt = beganAt
    }

    /// nil while it runs; false: DataMissing, or the connection ended first.
    public var isComplete: Bool? { end.map { $0 == .complete } }

    /// For how long the server has sent nothing but news, if that is long: it may be done, and has not said so.
    public func onlyNews(at now: Moment) -> Duration? {
        guard end == nil, newestRecord != nil, now.since(lastOldAt) >= .seconds(60) else { return nil }
        return now.since(lastOldAt)
    }

    mutating func absorb(_ batch: borrowing UpdateBatch, at now: Moment) {
        guard end == nil || batch.updates.first?.origin == .catchUp else { return }
        newestBase = batch.lastBaseTime ?? newestBase
        let said = batch.updates.span
        for index in said.indices where said[index].origin == .catchUp {
            updates += 1
            guard let base = said[index].baseTime, let age = said[index].sinceLastTransaction else { continue }
            let heard = ServerTime(rawValue: base.rawValue &- age)
            if newestRecord.map({ heard.isLater(than: $0) }) ?? true { newestRecord = heard }
            if age > CatchUpReport.newsAge { lastOldAt = now }
        }
    }
}

/// How many statements a catch-up is likely to have, and what says so.
public struct CatchUpForecast: Hashable, Sendable {
    /// Changes a second, as they came before the loss.
    public var rate: Double
    /// The time to catch up with, by the server's clock, seconds.
    public var seconds: Double
    public var least: UInt64
    public var most: UInt64

    /// - Parameters:
    ///   - known: bindings that were known: each is told once, however often it changed.
    /// - Returns: nil if that is too few to be told from chance.
    init?(rate: Double, over seconds: Double, known: Int) {
        let changes = rate * seconds
        guard changes >= 10, changes < 1e12 else { return nil }
        // Twice what chance does to a count, and a fifth for a rate that is never quite the same.
        let spread = 2 * changes.squareRoot() + changes / 5
        let fewest = max(changes - spread, 1)
        // Of so many bindings at least this many differ when so many changes are spread over them by chance.
        let different = known > 0 ? fewest / (1 + fewest / Double(known)) : fewest
        (self.rate, self.seconds) = (rate, seconds)
        least = UInt64(max(different.rounded(.down), 1))
        most = UInt64((changes + spread).rounded(.up))
    }

    /// Which part of it `updates` are, in percent; nil: there are more than was to be expected.
    public func percent(_ updates: UInt64) -> ClosedRange<Int>? {
        guard updates <= most else { return nil }
        let low = min(Int(updates * 100 / most), 99)
        return low...max(low, Int(min(updates * 100 / least, 99)))
    }
}
