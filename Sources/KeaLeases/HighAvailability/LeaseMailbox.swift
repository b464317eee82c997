import Synchronization

/// Between the connection to Kea and the feed: what came, in order.
final class LeaseMailbox: Sendable {
    enum Item: Sendable {
        case update([LeaseRow])
        /// All leases there are.
        case everything([LeaseRow])
    }

    private struct State {
        var items: [Item] = []
        var trouble: String?
    }

    private let state = Mutex(State())

    func post(_ item: Item) { state.withLock { $0.items.append(item) } }

    func take() -> [Item] {
        state.withLock { state in
            defer { state.items = [] }
            return state.items
        }
    }

    /// Why what is known may be old, in words.
    var trouble: String? {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }
}
