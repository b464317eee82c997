import DHCPv6Wire
import LeasequerySession
import Synchronization

/// Keeps all that it is given, without the times.
final class RecordingSink: FeedSink {
    struct Seen: Equatable, Sendable {
        var addresses: [IPv6Address] = []
        var origins: [UpdateOrigin] = []
        var duids: [[UInt8]] = []
        var tally = FeedTally()
        var events: [SessionEvent] = []
        var calls = 0
        var skew: SkewEstimate?

        var phases: [FeedPhase] {
            events.compactMap { if case .phase(let phase, _) = $0 { phase } else { nil } }
        }

        var ends: [ConnectionEnd] {
            events.compactMap { if case .ended(let end, _) = $0 { end } else { nil } }
        }
    }

    private let seen = Mutex<[ServerID: Seen]>([:])

    func seen(of server: ServerID = ServerID(rawValue: 0)) -> Seen { seen.withLock { $0[server] ?? Seen() } }

    func receive(_ batch: borrowing UpdateBatch, _ events: [SessionEvent], from server: ServerID, at now: Moment) {
        let addresses = batch.updates.map(\.lease.address)
        let origins = batch.updates.map(\.origin)
        let tally = batch.tally
        let skew = batch.skew
        seen.withLock {
            var seen = $0[server] ?? Seen()
            seen.addresses += addresses
            seen.origins += origins
            seen.tally.messages += tally.messages
            seen.tally.keepalives += tally.keepalives
            seen.tally.octets += tally.octets
            seen.tally.discarded += tally.discarded
            seen.events += events
            seen.calls += 1
            seen.skew = skew
            $0[server] = seen
        }
    }
}
