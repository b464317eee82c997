import Bindings
import LeasequerySession

/// What a list can be sorted by.
enum SortKey: Hashable {
    case bindings(BindingOrder.Key)
    case servers(ServerOrder.Key)
    case clients(ClientOrder)
    case prefixes(PrefixOrder.Key)

    /// What is asked for first stands on top: the newest, the most, the worst.
    var startsDescending: Bool {
        switch self {
        case .bindings(.changed), .bindings(.lastTransaction): true
        case .bindings: false
        case .servers(let key): key.startsDescending
        case .clients: true
        case .prefixes(let key): key != .prefix
        }
    }
}

extension SortKey {
    /// Of clients, only those that lead are known.
    var canAscend: Bool { if case .clients = self { false } else { true } }
}

/// How clients are sorted: only those that lead are known.
public enum ClientOrder: Hashable, Sendable {
    /// Most bindings first.
    case most
    /// Newest change first.
    case newest
}

/// How servers are sorted; ties as they are configured.
public struct ServerOrder: Hashable, Sendable {
    public enum Key: Hashable, Sendable {
        case configured
        case name, condition, heard, bindings, known, rate, reconnects, catchUp, skew, badMessages, certificate
        case conflicts

        var startsDescending: Bool {
            switch self {
            case .configured, .name, .certificate: false
            case .condition, .heard, .bindings, .known, .rate, .reconnects, .catchUp, .skew, .badMessages, .conflicts:
                true
            }
        }
    }

    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, descending: Bool = false) {
        self.key = key
        isDescending = descending
    }

    /// Servers that have no value for the order come last, whichever way it runs.
    func sorted(_ servers: [ServerReport]) -> [ServerReport] {
        guard key != .configured || isDescending else { return servers }
        let ranked = servers.map { (rank: rank($0), server: $0) }
        return ranked.sorted { left, right in
            guard let leftRank = left.rank, let rightRank = right.rank else {
                return left.rank == nil && right.rank == nil
                    ? left.server.server < right.server.server : left.rank != nil
            }
            guard leftRank != rightRank else { return left.server.server < right.server.server }
            return (leftRank < rightRank) != isDescending
        }.map(\.server)
    }

    private enum Rank: Comparable {
        case number(Double)
        case text(String)
    }

    private func rank(_ server: ServerReport) -> Rank? {
        switch key {
        case .configured: .number(Double(server.server.rawValue))
        case .name: .text(server.name)
        case .condition: .number(Double(server.condition.kind.rawValue * 10 + server.phase.rank))
        case .heard: server.lastMessageAt.map { .number(-Double($0.utc)) }
        case .bindings: .number(Double(server.bound))
        case .known: .number(Double(server.completeness.rank))
        case .rate: server.pollInterval == nil ? .number(server.changesPerSecond) : nil
        case .reconnects: .number(Double(server.reconnects))
        case .catchUp: server.catchUp.map { .number(Double($0.updates)) }
        case .skew: server.skew.map { .number($0.seconds) }
        case .badMessages: .number(Double(FeedWords.badMessages(server.tally)))
        case .certificate: server.isInsecure ? .number(0) : server.peer?.notAfter.map { .number(Double($0)) }
        case .conflicts: server.partner.map { .number(Double($0.conflicts)) }
        }
    }
}

extension FeedPhase {
    /// How far it is from `live`.
    fileprivate var rank: Int {
        switch self {
        case .live, .polled: 0
        case .catchingUp, .polling: 1
        case .awaitingReply: 2
        case .securing: 3
        case .connecting: 4
        case .waiting: 5
        case .stopped: 6
        }
    }
}

extension Completeness {
    /// How much of it is not known.
    fileprivate var rank: Int {
        switch self {
        case .whole: 0
        case .polled: 1
        case .filling, .firstPoll: 2
        case .changesSince: 3
        case .hole: 4
        case .missing: 5
        case .overLimit: 6
        case .unknown: 7
        }
    }
}
