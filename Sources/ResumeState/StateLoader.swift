import Bindings
import LeasequerySession

/// Puts what a state file keeps back into a store.
struct StateLoader {
    private let file: StateFile
    private let store: LiveStore
    private let now: Moment

    init(_ file: StateFile, _ store: LiveStore, at now: Moment) {
        self.file = file
        self.store = store
        self.now = now
    }

    /// What was kept of the servers that are still configured.
    struct Outcome {
        /// In the order of `ServerID`.
        var places: [StateWriter.Place] = []
        var resuming: [ServerID: ResumePoint] = [:]
        /// Places in the file of servers that nobody wants any more.
        var unwanted: [Int64] = []
        var bindings = 0
        /// Seconds that our clock has been put back by since.
        var clockWentBack: UInt32 = 0
    }

    /// - Parameters:
    ///   - servers: of the store, in the order of `ServerID`.
    ///   - others: servers that are not in the store and whose state is to stay.
    ///   - progress: called with the number of bindings so far; false ends loading.
    /// - Returns: nil if `progress` ended it.
    func load(
        _ servers: [SavedServer], keeping others: [SavedServer], progress: (Int) -> Bool
    ) throws(StateFileError) -> Outcome? {
        let entries = try FeedTable(file).entries(at: now)
        let newID = (entries.map(\.id).max() ?? 0) + 1
        var outcome = Outcome()
        outcome.unwanted = entries.filter { entry in !(servers + others).contains { $0.isSame(as: entry.server) } }
            .map(\.id)
        for (index, server) in servers.enumerated() {
            var place = StateWriter.Place(id: newID + Int64(index), server: server)
            if let entry = entries.first(where: { $0.server.isSame(as: server) }) {
                place = StateWriter.Place(id: entry.id, server: server, generation: 0)
                guard try load(entry, as: ServerID(rawValue: index), server, into: &outcome, progress) else {
                    return nil
                }
            }
            outcome.places.append(place)
        }
        return outcome
    }

    /// - Returns: false if `progress` ended it.
    private func load(
        _ entry: FeedTable.Entry, as id: ServerID, _ server: SavedServer, into outcome: inout Outcome,
        _ progress: (Int) -> Bool
    ) throws(StateFileError) -> Bool {
        var feed = entry.feed
        // What was asked for then is not what is wanted now.
        let asksForOthers = server.links != nil && server.links != entry.server.links
        if asksForOthers { feed.resume.oweEverything() }
        // On links that are no longer asked for only the active feed tells what ends, and no silence does.
        let isLeftToFeed = asksForOthers && feed.ledger.outage != nil
        store.restore(feed, of: id, at: now)
        outcome.resuming[id] = feed.resume
        outcome.clockWentBack = max(outcome.clockWentBack, entry.clock.secondsBack)
        var count = outcome.bindings
        let isWhole = try BindingRows(file).read(of: entry.id) { part in
            var part = copy part
            if isLeftToFeed { part.forgetBulk() }
            store.restore(part, of: id, clockWentBack: entry.clock.secondsBack, at: now)
            count += part.rows.count
            return progress(count)
        }
        outcome.bindings = count
        store.endRestoring(id)
        return isWhole
    }
}
