import LeasequerySession

// For a state file. Every call holds the lock for a short time only: what is many is taken in parts.
extension LiveStore {
    /// Marks from now on which bindings change; costs next to nothing, and nothing before.
    public func beginKeeping() {
        keep { $0.beginKeeping() }
    }

    /// Marks no more.
    public func endKeeping() {
        keep { $0.endKeeping() }
    }

    /// Says whether what is known is kept, for screens.
    public func tell(_ status: KeepingStatus) {
        change { store in
            defer { store.keeping = status }
            return store.keeping != status
        }
    }

    /// How every feed stands at this moment, and which bindings changed since the last time this was asked.
    public func takeCheckpoint(at now: Moment) -> Checkpoint {
        keep { $0.takeCheckpoint(at: now) }
    }

    /// Copies up to `most` of the slots of a checkpoint out as they are now: as at its moment or later.
    ///
    /// - Returns: false if the server's bindings started afresh since; the checkpoint is then of no use.
    public func copySlots(
        _ most: Int, of server: ServerID, _ checkpoint: inout Checkpoint, into saved: inout SavedBindings
    ) -> Bool {
        keep { store in
            let table = server.rawValue
            guard store.tables[table].generation == checkpoint.servers[table].generation else { return false }
            checkpoint.servers[table].remaining.take(most) { slot in store.tables[table].save(slot, into: &saved) }
            return true
        }
    }

    /// Marks again what a checkpoint took and could not be kept.
    public func giveBack(_ checkpoint: Checkpoint) {
        keep { $0.giveBack(checkpoint) }
    }

    /// Puts back how a feed stood; it counts as stopped, and its bindings as unverified until it has caught up.
    public func restore(_ feed: SavedFeed, of server: ServerID, at now: Moment) {
        change { store in
            store.restore(feed, of: server, at: now)
            return true
        }
    }

    /// Puts some bindings back, in the order of their slots.
    ///
    /// - Parameter clockWentBack: seconds that our clock has been put back by since they were kept.
    public func restore(
        _ saved: borrowing SavedBindings, of server: ServerID, clockWentBack: UInt32, at now: Moment
    ) {
        change { store in
            store.restore(saved, of: server, clockWentBack: clockWentBack, at: now)
            return true
        }
    }

    /// After the last binding of a server was put back.
    public func endRestoring(_ server: ServerID) {
        keep { $0.endRestoring(server) }
    }

    /// Forgets everything of a server, as if nothing had been put back.
    public func forget(_ server: ServerID) {
        change { store in
            store.forget(server)
            return true
        }
    }
}
