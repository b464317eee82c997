import DHCPv6Wire

/// A feed and what it has said: all that a server needs to answer a query.
public struct LeaseBook: Sendable {
    public private(set) var history: BindingHistory
    public private(set) var feed: any BindingFeed

    /// Loads the bindings that the feed has already.
    ///
    /// - Parameter endedLimit: how many ended bindings are remembered for catch-up.
    public init(_ feed: any BindingFeed, endedLimit: Int, at now: ServerMoment) {
        var history = BindingHistory(start: now.seconds, endedLimit: endedLimit)
        var feed = feed
        feed.start(at: now) { history.load($0) }
        self.history = history
        self.feed = feed
    }

    /// The server's clock was read; see `BindingHistory.witness`.
    public mutating func witness(_ now: ServerMoment) { history.witness(now.seconds) }

    /// Takes in what the feed has for the time until `now`.
    public mutating func advance(to now: ServerMoment) {
        let second = now.seconds
        feed.advance(to: now) { history.apply($0, at: second) }
    }

    /// Forgets what is over the limit, and clients of which nothing is left; see `BindingHistory.trim`.
    public mutating func trim() {
        history.trim()
        for client in history.takeForgottenClients() { feed.forget(client) }
    }
}
