import Bindings
import LeasequerySession
import Recordings
import Synchronization

/// A recording that is kept in memory.
final class MemoryRecorder: FeedTap {
    typealias Entry = (entry: RecordingEntry, at: Moment)

    private let writer = Mutex(RecordingWriter())

    func note(_ note: FeedNote, of server: ServerID, at now: Moment) {
        writer.withLock { $0.append(.feed(server, note), at: now) }
    }

    func note(
        received octets: RawSpan, on connection: FeedConnection, isPrompt: Bool, of server: ServerID, at now: Moment
    ) {
        writer.withLock { $0.append(received: octets, on: connection, isPrompt: isPrompt, of: server, at: now) }
    }

    func note(drawn number: UInt64, of server: ServerID) { writer.withLock { $0.append(drawn: number, of: server) } }

    func tick(at now: Moment) { writer.withLock { $0.append(.tick, at: now) } }

    /// All of it, through the octets of a file. To be taken once.
    func entries() throws -> [Entry] {
        let header = RecordingHeader(program: "test", configuration: "")
        let blocks = writer.withLock { $0.take() }
        var reader = RecordingReader()
        reader.append(header.octets + blocks.flatMap { RecordingWriter.octets(ofBlock: $0) })
        var entries: [Entry] = []
        while true {
            switch try reader.next() {
            case .entry(let entry, let at): entries.append((entry, at))
            case .needsMore: reader.append([])
            case .end: return entries
            case .header: break
            case .damaged, .torn: throw Damaged()
            }
        }
    }

    struct Damaged: Error {}
}

/// What can be seen of a store.
struct StoreView: Equatable {
    var rows: [BindingRow] = []
    var servers: [ServerReport]
    var totals: Totals
    var log: [LogEntry]

    init(_ store: LiveStore, at now: Moment) {
        (rows, servers, totals, log) = store.read { store in
            var rows: [BindingRow] = []
            store.visitRows { rows.append($0) }
            return (rows, store.serverReports(at: now), store.totals(at: now), store.eventLog.entries)
        }
    }
}

extension RecordingPlayer {
    /// What the store is after these entries, and what was found on the way.
    static func play(
        _ entries: [MemoryRecorder.Entry], _ session: SessionConfiguration, into store: LiveStore
    ) -> [PlayerFinding] {
        let player = RecordingPlayer(sessions: [session], sink: store) { store.advance(to: $0) }
        for (entry, at) in entries { player.play(entry, at: at) }
        return player.takeFindings()
    }
}
