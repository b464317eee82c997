import LeasequerySession

/// Runs recorded feeds again: the same sessions get the same inputs at the same times, and what comes of it goes to a
/// sink. Knows no clock; nothing happens but what the entries say.
public final class RecordingPlayer {
    private var servers: [PlayedServer]
    private let tick: (Moment) -> Void
    private var findings: [PlayerFinding] = []
    /// When the last entry was.
    public private(set) var now: Moment?

    /// - Parameters:
    ///   - sessions: in the order of `ServerID`; own DUIDs are the recording's.
    ///   - sink: gets what the recorded one got.
    ///   - isFollowing: no session of ours was recorded, only what others asked.
    ///   - tick: called for each second that passed.
    public init(
        sessions: [SessionConfiguration], sink: any FeedSink, isFollowing: Bool = false,
        tick: @escaping (Moment) -> Void
    ) {
        self.tick = tick
        servers = sessions.enumerated().map { index, session in
            PlayedServer(ServerID(rawValue: index), session, sink: sink, isFollowing: isFollowing)
        }
    }

    /// Plays one entry. One of a server that is not there does nothing.
    public func play(_ entry: RecordingEntry, at now: Moment) {
        self.now = now
        switch entry {
        case .tick: tick(now)
        case .lost(let entries, let octets): lose(.dropped(entries: entries, octets: octets))
        case .end(let end): finish(.told(end))
        case .feed(let server, let note):
            guard servers.indices.contains(server.rawValue) else { return }
            if let finding = servers[server.rawValue].play(note, at: now) { findings.append(finding) }
        }
    }

    /// Something is missing in the recording.
    public func lose(_ hole: PlayerFinding.Hole) {
        if let now { for server in servers { server.lose(at: now) } }
        findings.append(.hole(hole))
    }

    /// The recording has no more.
    public func finish(_ end: PlayerFinding.End) { findings.append(.ended(end)) }

    /// What was found since the last time.
    public func takeFindings() -> [PlayerFinding] {
        defer { findings = [] }
        return findings
    }
}
