/// Clients that all wait equally long, so that the first to come is the first to go: a queue instead of a heap.
struct Timetable: Sendable {
    private struct Entry {
        /// Nanoseconds of the server's wall clock.
        var due: Int64
        var client: UInt32
    }

    private var entries: ContiguousArray<Entry> = []
    private var first = 0

    var nextDue: Int64? { first < entries.count ? entries[first].due : nil }

    var count: Int { entries.count - first }

    /// - Parameter due: not before that of the client who came last; if it is, it is put off till then.
    mutating func append(_ client: ClientNumber, due: Int64) {
        entries.append(Entry(due: max(due, entries.last?.due ?? due), client: client.rawValue))
    }

    mutating func popFirst() -> ClientNumber {
        let client = ClientNumber(rawValue: entries[first].client)
        first += 1
        if first > 1_024, first * 2 > entries.count {
            entries.removeSubrange(..<first)
            first = 0
        }
        return client
    }
}
