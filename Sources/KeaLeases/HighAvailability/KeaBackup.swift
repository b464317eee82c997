import DHCPv6Wire
import NIOCore
import NIOHTTP1
import NIOPosix
import OpenSSLTLS

/// Stands in for a backup of Kea's HA hook (mode `passive-backup`): Kea pushes each lease it writes, and is asked for
/// all of them at the start and again now and then, since what it pushed while nobody listened is lost.
///
///     let backup = try KeaBackup(settings, on: group)
///     try backup.start().wait()
///     let server = try LeasequeryServer(configuration, feed: backup.feed, on: group)
public final class KeaBackup: Sendable {
    public struct Settings: Sendable {
        /// Where Kea's `peers` entry with the role `backup` points.
        public var listen: SocketAddress
        /// What Kea must send, and what it is sent; nil for nothing.
        public var credentials: BasicCredentials?
        /// For HTTPS in both directions; nil for clear text to us.
        public var tls: TLSSettings?
        /// Kea's own entry.
        public var kea: KeaEndpoint
        /// From one comparison with all leases to the next.
        public var syncInterval = Duration.seconds(300)
        /// Kea's, by id.
        public var subnets: [UInt32: IPv6Prefix] = [:]

        public init(listen: SocketAddress, kea: KeaEndpoint) {
            self.listen = listen
            self.kea = kea
        }
    }

    private let settings: Settings
    private let eventLoop: any EventLoop
    private let mailbox = LeaseMailbox()
    private let sync: NIOLoopBoundBox<LeaseSync?>

    public init(_ settings: Settings, on group: any EventLoopGroup) {
        self.settings = settings
        eventLoop = group.next()
        sync = NIOLoopBoundBox.makeEmptyBox(eventLoop: eventLoop)
    }

    /// Why what is known may be old, in words; nil if all is well.
    public var trouble: String? { mailbox.trouble }

    /// What came; to be taken once, after `start`.
    public var feed: KeaHAFeed { KeaHAFeed(mailbox, subnets: settings.subnets) }

    /// Listens, and asks Kea for everything until it answers.
    ///
    /// - Returns: where it listens, when all leases are there; fails with `IOError` if it cannot listen.
    public func start() -> EventLoopFuture<SocketAddress?> {
        listen().flatMap { channel in self.syncUntilDone().map { channel.localAddress } }
    }

    private func listen() -> EventLoopFuture<any Channel> {
        ServerBootstrap(group: eventLoop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Kea waits for each answer: one that is held back for a moment would hold up all that follow.
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = self.settings.tls {
                        let context = try TLSContext(tls, as: .server)
                        try channel.pipeline.syncOperations.addHandler(
                            TLSHandler(context, expecting: .client(oneOf: nil)))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        UpdateReceiver(self.settings.credentials, take: self.take))
                }
            }
            .bind(to: settings.listen)
    }

    private func take(_ body: [UInt8]) -> UpdateReceiver.Answer {
        do throws(LeaseUpdate.Refused) {
            let update = try LeaseUpdate(body)
            sync.value?.updated(update.rows)
            mailbox.post(.init(rows: update.rows))
            mailbox.reject(update.rejected, of: "lease6-bulk-apply")
            return answer(0, "\(update.rows.count) leases taken")
        } catch {
            switch error {
            case .notJSON(let what): return answer(1, what)
            case .otherCommand: return answer(2, "a backup that only listens does not know this command")
            }
        }
    }

    private func answer(_ result: Int, _ text: String) -> UpdateReceiver.Answer {
        .init(status: .ok, body: #"[ { "result": \#(result), "text": "\#(text)" } ]"#)
    }

    // MARK: Everything

    private func syncUntilDone() -> EventLoopFuture<Void> {
        syncOnce().flatMapError { _ in
            self.eventLoop.flatScheduleTask(in: .seconds(5)) { self.syncUntilDone() }.futureResult
        }.map { self.planNext() }
    }

    private func planNext() {
        let interval = TimeAmount(settings.syncInterval)
        eventLoop.scheduleTask(in: interval) {
            self.syncOnce().whenComplete { _ in self.planNext() }
        }
    }

    private func syncOnce() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit {
            self.sync.value = LeaseSync()
            return self.go(on: LeaseSync().begin())
        }.always { result in
            self.sync.value = nil
            guard case .failure(let error) = result else {
                self.mailbox.trouble = nil
                return
            }
            self.mailbox.trouble = "cannot compare with \(self.settings.kea): \(error)"
        }
    }

    private func go(on step: LeaseSync.Step) -> EventLoopFuture<Void> {
        switch step {
        case .done(let rows):
            mailbox.post(.init(rows: rows, isEverything: true))
            return eventLoop.makeSucceededVoidFuture()
        case .ask(let command):
            return KeaCommand.send(
                command, to: settings.kea, settings.credentials, tls: settings.tls, on: eventLoop
            ).flatMapThrowing { answer in
                guard let step = try self.sync.value?.answered(answer) else { throw CancellationError() }
                self.mailbox.reject(self.sync.value?.rejected ?? [], of: "lease6-get-page")
                return step
            }.flatMap { self.go(on: $0) }
        }
    }
}
