import DHCPv6Wire
import Glibc
import NIOCore
import NIOPosix
import Responder

/// A simulated server on loopback, alone on its event loop, and requestors that read as fast as they can.
final class RunningServer {
    /// What happened in a measured time.
    struct Figures {
        var changes: UInt64
        var messages: UInt64
        var octets: UInt64
        /// `12.5 % of a core`
        var load: String
    }

    let requestors = LoopbackRequestors()
    let port: Int
    private let server: LeasequeryServer
    private let eventLoop: any EventLoop

    init(bindings: Int, rate: Double, connections: Int, on group: MultiThreadedEventLoopGroup) throws {
        var rules = SessionRules(serverID: DUID(octets: Array("\u{0}\u{2}lqbench".utf8)))
        rules.activeLeasequery = true
        var configuration = ServerConfiguration(
            rules: rules, addresses: [try SocketAddress(ipAddress: "::1", port: 0)], protection: .insecure)
        configuration.connectionLimit = connections
        let simulator = Simulator(SimulationParameters(bindings: bindings, rate: rate))
        server = try LeasequeryServer(configuration, feed: simulator, on: group)
        eventLoop = group.next()
        port = try server.start().wait().first?.port ?? 0
    }

    func stop() throws { try server.shutDown().wait() }

    func waitForConnections(_ count: Int) throws {
        while try server.activity().wait().connections < count { sched_yield() }
    }

    func measure(seconds: UInt64) throws -> Figures {
        let (before, start, wall) = (try server.activity().wait(), try processorTime(), now())
        try requestors.read { now() - wall > seconds * 1_000_000_000 }
        let (after, used, passed) = (try server.activity().wait(), try processorTime() - start, now() - wall)
        let perSecond = { (count: UInt64) in count * 1_000_000_000 / passed }
        let perMille = used * 1_000 / passed
        return Figures(
            changes: perSecond(after.changes - before.changes),
            messages: perSecond(after.messagesSent - before.messagesSent),
            octets: perSecond(after.octetsSent - before.octetsSent),
            load: "\(perMille / 10).\(perMille % 10) % of a core")
    }

    /// How long `body` takes, and the longest time in it in which the server's event loop did nothing else.
    func longestPause(_ body: () throws -> Void) throws -> (wall: UInt64, longest: UInt64) {
        let pauses = NIOLoopBoundBox.makeBoxSendingValue(Pauses(), eventLoop: eventLoop)
        let task = eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) { _ in
            pauses.value.note(Self.monotonic())
        }
        let start = now()
        try body()
        let wall = now() - start
        task.cancel()
        return (wall, try eventLoop.submit { pauses.value.longest }.wait())
    }

    private struct Pauses {
        private var last: UInt64?
        private(set) var longest: UInt64 = 0

        mutating func note(_ now: UInt64) {
            if let last { longest = max(longest, now - last) }
            last = now
        }
    }

    /// Nanoseconds that the thread of the server has worked.
    private func processorTime() throws -> UInt64 {
        try eventLoop.submit { Self.read(CLOCK_THREAD_CPUTIME_ID) }.wait()
    }

    private func now() -> UInt64 { Self.monotonic() }

    private static func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static let activeQuery = query(.activeLeasequery, [])
    /// All that is bound.
    static let bulkQuery = query(.leasequery, [RawOption(LeasequeryQuery(.byLinkAddress))])

    private static func query(_ type: MessageType, _ options: [RawOption]) -> [UInt8] {
        let requestor = RawOption(.clientID, Array("\u{0}\u{2}requestor".utf8))
        let asked = RawOption(OptionRequest([.baseTime, .relayData, .clientFQDN]))
        return OwnedMessage(type, transactionID: 1, options: [requestor, asked] + options).framed()
    }
}
