import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Serves the figures for monitoring by HTTP, as Prometheus scrapes them.
final class MetricsEndpoint: Sendable {
    private struct State {
        var listener: (any Channel)?
        var isOver = false
        var isFailing = false
    }

    /// How long an address that cannot be had is waited for.
    private static let pause = TimeAmount.seconds(15)
    /// How long a connection may say nothing.
    private static let patience = TimeAmount.seconds(60)
    private static let mostConnections = 32

    private let address: MetricsAddress
    private let source: MetricsSource
    private let group: any EventLoopGroup
    private let tell: Teller
    private let state = Mutex(State())
    private let connections = Atomic(0)

    init(_ address: MetricsAddress, _ source: MetricsSource, on group: any EventLoopGroup, tell: @escaping Teller) {
        self.address = address
        self.source = source
        self.group = group
        self.tell = tell
    }

    /// Listens, or tries to until it does. Returns at once.
    func start() {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer(admit)
            .bind(to: address.socketAddress)
            .whenComplete { result in
                switch result {
                case .success(let channel): self.began(channel)
                case .failure(let error): self.failed("\(error)")
                }
            }
    }

    /// Listens no more; returns at once.
    func stop() {
        let listener = state.withLock { state in
            state.isOver = true
            return state.listener
        }
        listener?.close(promise: nil)
    }

    private func began(_ channel: any Channel) {
        let isOver = state.withLock { state in
            state.listener = channel
            return state.isOver
        }
        guard !isOver else { return channel.close(promise: nil) }
        // Port 0 takes a free one.
        let place = MetricsAddress(host: address.host, port: channel.localAddress?.port ?? 0) ?? address
        tell("figures for monitoring are at http://\(place)/metrics", false)
    }

    private func failed(_ reason: String) {
        let isNews = state.withLock { state in
            defer { state.isFailing = true }
            return !state.isFailing
        }
        if isNews { tell("no figures at \(address): \(reason); trying again every 15 s", true) }
        group.next().scheduleTask(in: Self.pause) {
            if !self.state.withLock({ $0.isOver }) { self.start() }
        }
    }

    @Sendable
    private func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard connections.add(1, ordering: .relaxed).newValue <= Self.mostConnections else {
            connections.subtract(1, ordering: .relaxed)
            return channel.close()
        }
        channel.closeFuture.whenComplete { _ in self.connections.subtract(1, ordering: .relaxed) }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(IdleStateHandler(allTimeout: Self.patience))
            try pipeline.configureHTTPServerPipeline()
            try pipeline.addHandler(MetricsHandler(source))
        }
    }
}
