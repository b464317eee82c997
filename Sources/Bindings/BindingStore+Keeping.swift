import LeasequerySession

// For a state file: what changed since it was last asked, and what was known in an earlier run.
extension BindingStore {
    /// Marks from now on what changes.
    mutating func beginKeeping() {
        for server in tables.indices where tables[server].unkept == nil { tables[server].unkept = SlotSet() }
    }

    mutating func endKeeping() {
        for server in tables.indices { tables[server].unkept = nil }
    }

    /// Takes the marks away; new ones are of the next checkpoint.
    mutating func takeCheckpoint(at now: Moment) -> Checkpoint {
        let servers = tables.indices.map { server in
            let feed = SavedFeed(
                resume: resumePoints[server], ledger: healths[server].ledger.facts(at: now), savedAt: now)
            let slots = tables[server].unkept ?? SlotSet()
            if tables[server].unkept != nil { tables[server].unkept = SlotSet() }
            return Checkpoint.Server(
                feed: feed, generation: tables[server].generation, slots: slots, remaining: slots)
        }
        return Checkpoint(servers: servers)
    }

    /// Marks again what could not be kept.
    mutating func giveBack(_ checkpoint: Checkpoint) {
        for (server, taken) in checkpoint.servers.enumerated() where taken.generation == tables[server].generation {
            tables[server].unkept?.formUnion(taken.slots)
        }
    }

    /// Puts what was known of a feed back; it counts as stopped.
    mutating func restore(_ feed: SavedFeed, of server: ServerID, at now: Moment) {
        resumePoints[server.rawValue] = feed.resume
        healths[server.rawValue].ledger = Ledger(feed.ledger, at: now)
    }

    /// Puts bindings back; those that there is no room for are counted as not stored.
    mutating func restore(
        _ saved: borrowing SavedBindings, of server: ServerID, clockWentBack: UInt32, at now: Moment
    ) {
        let table = server.rawValue
        var room = limit - tables.reduce(0) { $0 + $1.counts.kept }
        let otherOctets = tables.reduce(0) { $0 + $1.pool.octetsInUse } - tables[table].pool.octetsInUse
        var terms = RestoreTerms(now: now.unixSeconds, clockWentBack: clockWentBack)
        terms.mostOctets = limit * BindingStore.detailOctets - otherOctets
        let octets = saved.octets.span.bytes
        var refused: UInt64 = 0
        for index in saved.rows.indices {
            terms.hasRoom = room > 0
            let before = tables[table].counts.kept
            if !tables[table].restore(saved.rows[index], octets: octets, terms) { refused += 1 }
            room -= tables[table].counts.kept - before
        }
        settle(table, at: now)
        dropped += refused
        healths[table].absorb(refused: refused, at: now)
    }

    mutating func endRestoring(_ server: ServerID) {
        tables[server.rawValue].ended.sort()
    }

    /// Forgets everything that was put back.
    mutating func forget(_ server: ServerID) {
        startAfresh(server.rawValue)
        resumePoints[server.rawValue] = ResumePoint()
        healths[server.rawValue].ledger = Ledger()
    }
}
