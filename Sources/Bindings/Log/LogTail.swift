import LeasequerySession

/// Follows an `EventLog` for who writes it out while it grows: each entry once, and how often it was repeated when the
/// minute in which repeats are gathered is over. Bounded, as the log is.
public struct LogTail: Sendable {
    public enum News: Hashable, Sendable {
        case entry(LogEntry)
        /// What was told as an entry happened so many times more.
        case repeated(LogEntry, more: Int)
        /// So many entries were forgotten before they were taken.
        case lost(UInt64)
    }

    /// The newest entry taken.
    private var lastID: UInt64
    /// Those that may still be repeated, oldest first, and how often they had happened when they were told.
    private var open: [(entry: LogEntry, told: Int)] = []

    /// - Parameter lastID: the entry after which to begin; 0: with the first.
    public init(after lastID: UInt64 = 0) {
        self.lastID = lastID
    }

    /// What is new in the log since the last time.
    public mutating func take(from log: EventLog, at now: Moment) -> [News] {
        var news = takeRepeats(from: log, at: now)
        if lastID < log.forgotten {
            news.append(.lost(log.forgotten - lastID))
            lastID = log.forgotten
        }
        for entry in log.entries.dropFirst(Int(lastID - log.forgotten)) {
            news.append(.entry(entry))
            open.append((entry, entry.times))
            lastID = entry.id
        }
        return news
    }

    private mutating func takeRepeats(from log: EventLog, at now: Moment) -> [News] {
        var news: [News] = []
        open = open.compactMap { item in
            let isKept = item.entry.id > log.forgotten
            let entry = isKept ? log.entries[Int(item.entry.id - log.forgotten) - 1] : item.entry
            guard !isKept || now.since(entry.at) >= EventLog.gathering else { return (entry, item.told) }
            if entry.times > item.told { news.append(.repeated(entry, more: entry.times - item.told)) }
            return nil
        }
        return news
    }
}
