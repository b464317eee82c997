import Responder
import Synchronization

/// Between the connection to Kea and the feed: what came, in order.
final class LeaseMailbox: Sendable {
    struct Item: Sendable {
        var rows: [LeaseRow]
        /// Whether these are all leases there are.
        var isEverything = false
    }

    private struct State {
        var items: [Item] = []
        var trouble: String?
        var rejected = RejectedInput()
    }

    private let state = Mutex(State())

    func post(_ item: Item) { state.withLock { $0.items.append(item) } }

    /// - Parameter uptime: nanoseconds of a clock that never steps.
    func take(at uptime: UInt64) -> [Item] {
        state.withLock { state in
            state.rejected.advance(to: uptime)
            defer { state.items = [] }
            return state.items
        }
    }

    /// Why what is known may be old, in words.
    var trouble: String? {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }

    /// Leases that could not be read.
    var rejected: RejectedInput { state.withLock { $0.rejected } }

    /// - Parameter command: of which they are.
    func reject(_ leases: [(lease: JSONValue, fault: LeaseRow.Fault)], of command: String) {
        guard !leases.isEmpty else { return }
        state.withLock { state in
            for (lease, fault) in leases { state.rejected.add(lease, in: command, fault) }
        }
    }
}
