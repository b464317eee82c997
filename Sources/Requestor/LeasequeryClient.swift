import LeasequerySession
import NIOCore
import NIOPosix

/// Holds one active leasequery per configured server and gives what they say to one sink.
///
/// ```swift
/// let client = LeasequeryClient(
///     servers: [ServerTarget(try ServerEndpoint("[2001:db8::1]"), .tls(files, name: "dhcp1.example", pin: nil))],
///     configuration: try SessionConfiguration(ownDUID: duid), sink: store)
/// client.start()
/// …
/// client.stop()
/// ```
///
/// Servers are named by their place in `servers`: `ServerID(rawValue: 0)` is the first. Each lives on one event loop
/// for good, and the sink is called there. All methods may be called from any thread that is not an event loop.
public final class LeasequeryClient: Sendable {
    public let servers: [ServerTarget]
    private let links: [EventLoopFuture<NIOLoopBound<ServerLink>>]
    private let group: any EventLoopGroup
    private let ownsGroup: Bool

    /// How many threads so many servers deserve: a second one pays from 50 on.
    public static func threads(for servers: Int) -> Int { servers >= 50 ? 2 : 1 }

    /// Makes the links; nothing connects before `start`.
    ///
    /// - Parameters:
    ///   - configuration: the same for all servers; whether a connection is secured is for its target to say.
    ///   - resuming: where the feeds of an earlier run go on, if the sink has their bindings.
    ///   - sink: called on event loops; see `FeedSink` for what it may do.
    ///   - tap: is told everything, for a recording; nil: nobody is.
    ///   - group: where to run; nil makes threads of its own, which `stop` ends. They inherit the caller's signal mask.
    public convenience init(
        servers: [ServerTarget], configuration: SessionConfiguration, resuming: [ServerID: ResumePoint] = [:],
        sink: any FeedSink, tap: (any FeedTap)? = nil, group: (any EventLoopGroup)? = nil
    ) {
        self.init(
            servers: servers, configuration: configuration, resuming: resuming, sink: sink, tap: tap, group: group,
            opener: TCPOpener(), now: SystemClock.now)
    }

    init(
        servers: [ServerTarget], configuration: SessionConfiguration, resuming: [ServerID: ResumePoint] = [:],
        sink: any FeedSink, tap: (any FeedTap)? = nil, group: (any EventLoopGroup)?, opener: any ConnectionOpener,
        now: @escaping @Sendable () -> Moment
    ) {
        self.servers = servers
        ownsGroup = group == nil
        let threads = LeasequeryClient.threads(for: servers.count)
        let group = group ?? MultiThreadedEventLoopGroup(numberOfThreads: threads)
        self.group = group
        links = servers.enumerated().map { index, target in
            let eventLoop = group.next()
            return eventLoop.submit {
                var configuration = configuration
                configuration.security = target.security
                configuration.mode = target.mode
                configuration.fillPlan = target.fillPlan
                let server = ServerID(rawValue: index)
                let link = ServerLink(
                    server, at: target, configuration: configuration, resuming: resuming[server] ?? ResumePoint(),
                    sink: sink, tap: tap, opener: opener, on: eventLoop, now: now)
                return NIOLoopBound(link, eventLoop: eventLoop)
            }
        }
    }

    /// Connects to every server, or polls it.
    public func start() {
        for link in links { link.whenSuccess { $0.value.start() } }
    }

    /// Drops the connection to `server`, if there is one, and connects or polls now, without waiting for its time.
    public func reconnect(_ server: ServerID) {
        guard links.indices.contains(server.rawValue) else { return }
        links[server.rawValue].whenSuccess { $0.value.reconnect() }
    }

    /// Asks `server` for all of its bindings again once the active query is accepted, and as soon as the retry intervals
    /// allow unless it is urgent; nothing if its `fillPlan` is nil or it is polled.
    public func refill(_ server: ServerID, isUrgent: Bool) {
        guard links.indices.contains(server.rawValue) else { return }
        links[server.rawValue].whenSuccess { $0.value.refill(isUrgent: isUrgent) }
    }

    /// Closes all connections and, unless a group was given, ends the threads. Returns when that is done and the sink
    /// has been called for the last time. To be called once; afterwards the client is of no more use.
    public func stop() {
        for link in links {
            let closed = link.flatMap { $0.value.stop() }
            // Neither making a link nor closing its channels can fail.
            try? closed.wait()
        }
        // Nothing is left on these threads that could keep them from ending.
        if ownsGroup { try? group.syncShutdownGracefully() }
    }
}
