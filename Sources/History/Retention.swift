import Databases

/// How much of the past a history keeps.
public struct HistoryLimits: Hashable, Sendable {
    /// Seconds after their end that spans are kept.
    public var age: Int64
    /// Octets of the file.
    public var size: Int64

    public init(age: Int64 = 90 * 86_400, size: Int64 = 1 << 30) {
        self.age = age
        self.size = size
    }
}

/// Deletes what is too old, or oldest where there is too much. What is deleted is overwritten, and the file is made
/// smaller.
struct Retention {
    struct Outcome: Hashable {
        var deleted = 0
        /// Nothing from before that is known any more.
        var horizon: Int64
        /// What is left goes on, and is too much.
        var isFull = false
    }

    private let file: HistoryFile
    private let limits: HistoryLimits

    /// Spans deleted in one transaction.
    private static let atOnce = 2000

    init(_ file: HistoryFile, _ limits: HistoryLimits) {
        self.file = file
        self.limits = limits
    }

    func run(at now: Int64) throws(DatabaseError) -> Outcome {
        var outcome = Outcome(horizon: now - limits.age)
        while true {
            let count = try delete(upTo: outcome.horizon)
            outcome.deleted += count
            guard count == Retention.atOnce else { break }
        }
        try transaction { () throws(DatabaseError) in try ServerTables(file).forget(before: outcome.horizon) }
        try deleteOldest(&outcome)
        // Also what was deleted when a reader kept the log.
        let free = try file.connection.integer("PRAGMA freelist_count")
        if outcome.deleted > 0 || free > 0 { try file.shrink() }
        return outcome
    }

    /// Down to a little below the limit, so that not every span costs one.
    private func deleteOldest(_ outcome: inout Outcome) throws(DatabaseError) {
        guard try file.octetsInUse() > limits.size else { return }
        while try file.octetsInUse() > limits.size / 20 * 19 {
            let newest = try file.connection.integer(
                """
                SELECT max(over) FROM (SELECT over FROM span WHERE over IS NOT NULL ORDER BY over LIMIT \(Retention.atOnce))
                """)
            guard newest > 0 else { break }
            outcome.deleted += try delete(upTo: newest)
            outcome.horizon = max(outcome.horizon, newest)
            try transaction { () throws(DatabaseError) in try ServerTables(file).forget(before: newest) }
        }
        outcome.isFull = try file.octetsInUse() > limits.size
    }

    private func delete(upTo time: Int64) throws(DatabaseError) -> Int {
        let key = "address, length, kind, server, number"
        try transaction { () throws(DatabaseError) in
            try file.connection.execute(
                """
                DELETE FROM span WHERE (\(key)) IN
                    (SELECT \(key) FROM span WHERE over <= \(time) ORDER BY over LIMIT \(Retention.atOnce))
                """)
        }
        return Int(try file.connection.integer("SELECT changes()"))
    }

    private func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try file.begin()
        do throws(DatabaseError) {
            try body()
            try file.commit()
        } catch {
            file.rollBack()
            throw error
        }
    }
}
