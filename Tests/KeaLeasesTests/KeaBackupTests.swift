import DHCPv6Wire
import NIOCore
import NIOHTTP1
import NIOPosix
import OpenSSLTLS
import Responder
import Synchronization
import TestCertificates
import TestSupport
import Testing

@testable import KeaLeases

/// Between a Kea that the test plays and the feed, over loopback.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct KeaBackupTests {
    private static let now = ServerMoment(uptime: 0, utc: 2_000_000_000)

    @Test("all leases at the start, each update, and what was missed by comparing again", arguments: [false, true])
    func everything(isSecure: Bool) async throws {
        let tls = isSecure ? TestCertificates.settings("partner") : nil
        let kea = try await PlayedKea(tls: tls)
        kea.leases = [1, 2]
        var settings = KeaBackup.Settings(
            listen: try SocketAddress(ipAddress: "127.0.0.1", port: 0), kea: try #require(KeaEndpoint(kea.url)))
        settings.credentials = BasicCredentials("kea:secret")
        settings.tls = tls
        settings.syncInterval = .milliseconds(50)
        let backup = KeaBackup(settings, on: .singletonMultiThreadedEventLoopGroup)
        let port = try #require(try await backup.start().get()?.port)
        var holder = Holder(feed: backup.feed)
        #expect(holder.held == [1, 2])
        kea.leases = [2, 3, 4]
        try await kea.push(3, to: port, BasicCredentials("kea:secret"))
        try await holder.wait(for: [2, 3, 4])
        await #expect(throws: KeaUnreachable(reason: "HTTP says 401")) {
            try await kea.push(5, to: port, BasicCredentials("kea:wrong"))
        }
        try await kea.stop()
        try await holder.wait { $0.feed.trouble != nil }
        #expect(holder.held == [2, 3, 4])
    }

    /// Who holds what by the word of a feed.
    private struct Holder {
        var feed: KeaHAFeed
        var held: Set<UInt64> = []

        init(feed: KeaHAFeed) {
            self.feed = feed
            var changes: [BindingChange] = []
            self.feed.start(at: now) { changes.append($0) }
            take(changes)
        }

        mutating func wait(for expected: Set<UInt64>) async throws {
            try await wait { $0.held == expected }
            #expect(held == expected)
        }

        mutating func wait(until isReached: (Holder) -> Bool) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while !isReached(self), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
                var changes: [BindingChange] = []
                feed.advance(to: now) { changes.append($0) }
                take(changes)
            }
            #expect(isReached(self))
        }

        private mutating func take(_ changes: [BindingChange]) {
            for change in changes {
                if change.state == .ended {
                    held.remove(change.key.prefix.address.low)
                } else {
                    held.insert(change.key.prefix.address.low)
                }
            }
        }
    }
}

/// A Kea with the HA hook, as far as its backup sees it.
private final class PlayedKea: Sendable {
    private static let group = MultiThreadedEventLoopGroup.singleton

    private let numbers = Mutex<[Int]>([])
    private let listener: Mutex<(any Channel)?> = Mutex(nil)
    private let tls: TLSSettings?

    init(tls: TLSSettings?) async throws {
        self.tls = tls
        let channel = try await ServerBootstrap(group: Self.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try TLSHandler(TLSContext(tls, as: .server), expecting: .client(oneOf: nil))
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    let receiver = UpdateReceiver(BasicCredentials("kea:secret")) { _ in self.page() }
                    try channel.pipeline.syncOperations.addHandler(receiver)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
    }

    var url: String {
        "\(tls == nil ? "http" : "https")://127.0.0.1:\(listener.withLock { $0?.localAddress?.port ?? 0 })/"
    }

    /// The last 16 bits of the addresses it has leased.
    var leases: [Int] {
        get { numbers.withLock { $0 } }
        set { numbers.withLock { $0 = newValue } }
    }

    func push(_ number: Int, to port: Int, _ credentials: BasicCredentials?) async throws {
        let command = """
            { "command": "lease6-bulk-apply", "arguments": { "deleted-leases": [], "leases": [ \(Self.lease(number)) ] } }
            """
        let endpoint = try #require(KeaEndpoint("\(tls == nil ? "http" : "https")://127.0.0.1:\(port)/"))
        let answer = try await KeaCommand.send(
            command, to: endpoint, credentials, tls: tls, on: Self.group.next()
        ).get()
        #expect(answer.elements.first?["result"]?.integer == 0)
    }

    func stop() async throws { try await listener.withLock { $0 }?.close().get() }

    private func page() -> UpdateReceiver.Answer {
        let leases = leases.map(Self.lease).joined(separator: ", ")
        return .init(status: .ok, body: #"[ { "result": 0, "arguments": { "leases": [ \#(leases) ] } } ]"#)
    }

    private static func lease(_ number: Int) -> String {
        """
        { "cltt": 1, "duid": "00:03:01", "ip-address": "2001:db8::\(number)", "state": 0, "preferred-lft": 60,
          "subnet-id": 1, "type": "IA_NA", "valid-lft": 100 }
        """
    }
}
