import Bindings
import Databases
import LeasequerySession

/// Brings a state file up to what a store knows: one transaction at a time, each of them a state to go on from.
///
/// First it takes how every feed stands and which bindings changed, in one look; then it copies those bindings out, some
/// at a time. So a binding in the file may be newer than the point its feed goes on from, which costs a repeat, and is
/// never older, which would lose a change.
struct StateWriter {
    /// A server of the store and its place in the file.
    struct Place {
        let id: Int64
        let server: SavedServer
        /// Of the bindings in the file; nil: there are none to go on from.
        var generation: UInt32?
        /// As it stands in the file.
        var feed: SavedFeed?
    }

    private let file: StateFile
    private let store: LiveStore
    private let feeds: FeedTable
    private let bindings: BindingRows
    private var places: [Place]
    /// Places of servers that nobody wants any more: theirs is deleted (RFC 7653 section 10).
    private var unwanted: [Int64]
    private var part = SavedBindings()

    /// So many that the lock is held for less than a millisecond.
    private static let copiedAtOnce = 512

    /// - Parameter places: in the order of `ServerID`.
    init(_ file: StateFile, _ store: LiveStore, _ places: [Place], unwanted: [Int64]) throws(StateFileError) {
        self.file = file
        self.store = store
        self.places = places
        self.unwanted = unwanted
        feeds = try FeedTable(file)
        bindings = try BindingRows(file)
    }

    /// Writes what is new.
    ///
    /// - Parameter meanwhile: called between the steps of the transaction.
    /// - Throws: if nothing was written; it will be tried again next time.
    mutating func write(at now: Moment, meanwhile: () -> Void = {}) throws(StateFileError) {
        while try !writeOnce(at: now, meanwhile) {}
    }

    /// - Returns: false if the bindings of a server started afresh meanwhile, so that the checkpoint holds no more.
    private mutating func writeOnce(at now: Moment, _ meanwhile: () -> Void) throws(StateFileError) -> Bool {
        var checkpoint = store.takeCheckpoint(at: now)
        guard hasNews(checkpoint) else { return true }
        do throws(StateFileError) {
            guard file.isInPlace else { throw StateFileError(file.path, .gone) }
            try file.begin()
            for id in unwanted {
                try bindings.delete(id)
                try feeds.delete(id)
            }
            for index in places.indices {
                guard try write(index, &checkpoint, meanwhile) else {
                    file.rollBack()
                    store.giveBack(checkpoint)
                    return false
                }
            }
            try file.commit()
        } catch {
            file.rollBack()
            store.giveBack(checkpoint)
            throw error
        }
        unwanted = []
        for index in places.indices {
            places[index].generation = checkpoint.servers[index].generation
            places[index].feed = checkpoint.servers[index].feed
        }
        return true
    }

    private func hasNews(_ checkpoint: Checkpoint) -> Bool {
        !unwanted.isEmpty
            || zip(places, checkpoint.servers).contains { place, server in
                !server.isCopied || server.generation != place.generation || server.feed.resume != place.feed?.resume
                    || server.feed.ledger != place.feed?.ledger
            }
    }

    private mutating func write(
        _ index: Int, _ checkpoint: inout Checkpoint, _ meanwhile: () -> Void
    ) throws(StateFileError) -> Bool {
        let place = places[index]
        if checkpoint.servers[index].generation != place.generation { try bindings.delete(place.id) }
        try feeds.write(checkpoint.servers[index].feed, of: place.server, id: place.id)
        meanwhile()
        while !checkpoint.servers[index].isCopied {
            part.removeAll()
            let server = ServerID(rawValue: index)
            guard store.copySlots(StateWriter.copiedAtOnce, of: server, &checkpoint, into: &part) else { return false }
            meanwhile()
            try bindings.write(part, of: place.id)
            meanwhile()
        }
        return true
    }
}
