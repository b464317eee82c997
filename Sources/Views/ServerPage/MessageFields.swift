import Bindings
import DHCPv6Wire
import LeasequerySession

/// What a server sent, by type, by status and by what was wrong with it; active and bulk connections together.
struct MessageFields {
    private let server: ServerReport
    private var tally: FeedTally { server.tally }

    init(_ server: ServerReport) {
        self.server = server
    }

    var fields: [Fields.Field] {
        Fields.present([
            ("sound", sound), ("types", types), ("statuses", statuses), ("dropped", dropped), ("odd", odd),
        ])
    }

    private var sound: Words {
        Words("\(Numbers.counted(tally.messages, "message")), \(Numbers.counted(tally.octets, "octet"))")
    }

    private var types: Words? {
        guard tally.messages > 0 else { return nil }
        let data = tally.messages - min(tally.replies + tally.dones, tally.messages)
        let parts: [(MessageType, UInt64, String)] = [
            (.leasequeryData, data, ", \(Numbers.counted(tally.keepalives, "keepalive")) among them"),
            (.leasequeryReply, tally.replies, ""), (.leasequeryDone, tally.dones, ""),
        ]
        let told = parts.filter { $0.1 > 0 }.map { "\(Numbers.grouped($0.1)) \($0.0)\($0.2)" }
        return Words(told.joined(separator: "; "))
    }

    private var statuses: Words? {
        let counts = tally.statuses.sorted { $0.key.rawValue < $1.key.rawValue }
        return counts.isEmpty
            ? nil : Words(counts.map { "\(Numbers.grouped($0.value)) \($0.key)" }.joined(separator: ", "))
    }

    /// By the rule that was broken; what came on bulk connections is counted only as a sum.
    private var dropped: Words {
        guard tally.discarded > 0 else { return Words("none") }
        let rules = server.discardedByRule.sorted { $0.key < $1.key }
            .map { "\(Numbers.grouped($0.value)) for \($0.key)" }
        return Words(([Numbers.counted(tally.discarded, "message")] + rules).joined(separator: ", "), .attention)
    }

    private var odd: Words? {
        let faults = FeedWords.faults(tally.faults)
        return faults.isEmpty ? nil : Words(faults, .attention)
    }
}
