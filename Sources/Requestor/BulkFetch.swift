import LeasequerySession
import NIOCore
import OpenSSLTLS

/// Asks one server bulk leasequeries (RFC 5460) over a connection of its own and gives the bindings to a sink.
public enum BulkFetch {
    /// Opens a connection, runs `queries` one after another and closes it.
    ///
    /// The sink gets each answer as it comes, with `UpdateOrigin.bulk`; its events stay empty.
    ///
    /// - Parameters:
    ///   - target: the way there; it says too whether the connection is secured.
    ///   - server: as whose statements the sink gets them.
    ///   - configuration: the own DUID, and the timers for connecting and for BULK_LQ_DATA_TIMEOUT.
    /// - Returns: what became of each query, after the sink has had the last batch. Never fails: a connection that
    ///   did not come up is in the result.
    public static func start(
        _ queries: [BulkQuery], at target: ServerTarget, as server: ServerID, configuration: SessionConfiguration,
        sink: any FeedSink, on eventLoop: any EventLoop
    ) -> EventLoopFuture<BulkResult> {
        start(
            queries, at: target, as: server, configuration: configuration, sink: sink, on: eventLoop,
            opener: TCPOpener(), now: SystemClock.now)
    }

    static func start(
        _ queries: [BulkQuery], at target: ServerTarget, as server: ServerID, configuration: SessionConfiguration,
        sink: any FeedSink, on eventLoop: any EventLoop, opener: any ConnectionOpener,
        now: @escaping @Sendable () -> Moment
    ) -> EventLoopFuture<BulkResult> {
        eventLoop.flatSubmit {
            var random = SystemRandomNumberGenerator()
            return open(
                queries, at: target, as: server, configuration: configuration, sink: sink, using: &random,
                on: eventLoop, opener: opener, now: now
            ).result
        }
    }

    /// Begins at once; to be called on the event loop.
    ///
    /// - Parameter tap: who wants to know, and as which run; nil: nobody.
    static func open(
        _ queries: [BulkQuery], at target: ServerTarget, as server: ServerID, configuration: SessionConfiguration,
        sink: any FeedSink, tap: (any FeedTap, BulkID)? = nil, using random: inout some RandomNumberGenerator,
        on eventLoop: any EventLoop, opener: any ConnectionOpener, now: @escaping @Sendable () -> Moment
    ) -> BulkChannelHandler {
        let timers = configuration.timers
        var run = BulkRun(
            queries, requestor: configuration.ownDUID, security: target.security, secureTimeout: timers.secure,
            dataTimeout: timers.send, using: &random)
        run.keepsStatusText = configuration.keepsStatusText
        if let (tap, id) = tap { tap.note(.bulkMade(id), of: server, at: now()) }
        let handler = BulkChannelHandler(run, as: server, sink: sink, tap: tap, on: eventLoop, now: now)
        do throws(TLSFailure) {
            handler.tls = try TLSPreparation(target.protection)
        } catch {
            handler.opened(.failure(error))
            return handler
        }
        let opening = opener.open(
            target.endpoint, within: timers.connect, on: eventLoop,
            whenMade: { $0.eventLoop.makeSucceededVoidFuture() })
        opening.assumeIsolated().whenComplete { handler.opened($0) }
        return handler
    }
}
