import DHCPv6Wire
import Glibc
import NIOCore
import NIOPosix
import Responder

// What the reference server costs: the book alone, then the whole server on a loopback socket with a thread of its own.
extension LQBenchCommand {
    private static let bindings = 1_000_000
    private static let rate = 10_000.0
    private static let connected = 100
    private static let active = 10
    private static let seconds: UInt64 = 5

    static func serve() throws(BenchmarkError) -> String {
        var lines = try load()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let running = try RunningServer(bindings: bindings, rate: rate, connections: connected + 1, on: group)
            lines += try idle(running)
            lines += try fanOut(running)
            try running.stop()
            lines += try bulk(on: group)
        } catch let error as BenchmarkError {
            throw error
        } catch {
            throw .server("\(error)")
        }
        return lines.joined(separator: "\n")
    }

    /// The book alone: no source of bindings, no socket.
    private static func load() throws(BenchmarkError) -> [String] {
        var changes: ContiguousArray<BindingChange> = []
        let now = ServerClock().now()
        var simulator = Simulator(SimulationParameters(bindings: bindings, rate: rate))
        simulator.start(at: now) { changes.append($0) }
        var history = BindingHistory(start: now.seconds, endedLimit: 0)
        let before = Stopwatch.residentKilobytes()
        var watch = Stopwatch()
        try watch.time { () throws(BenchmarkError) in
            for change in changes { history.load(change) }
        }
        let size = (Stopwatch.residentKilobytes() - before) * 1_024 / history.boundCount
        return [
            "\(history.boundCount) bindings loaded into the book in \(watch.cpu[0] / 1_000_000) ms, \(size) octets each"
        ]
    }

    private static func idle(_ server: RunningServer) throws -> [String] {
        let before = Stopwatch.residentKilobytes()
        try server.requestors.connect(connected, to: server.port)
        try server.waitForConnections(connected)
        let size = (Stopwatch.residentKilobytes() - before) * 1_024 / connected
        return ["\(connected) idle connections: \(size) octets each"]
    }

    private static func fanOut(_ server: RunningServer) throws -> [String] {
        let alone = try server.measure(seconds: seconds)
        for index in 0..<active { try server.requestors.send(RunningServer.activeQuery, on: index) }
        let shared = try server.measure(seconds: seconds)
        return [
            "\(Int(rate)) changes/s, nobody active of \(connected) connected: \(alone.load)",
            "\(shared.changes) changes/s to \(active) active of \(connected) connected: \(shared.load), "
                + "\(shared.messages) messages/s, \(shared.octets / 1_000_000) MB/s",
        ]
    }

    /// All bindings in one answer, and how long it keeps everybody else waiting.
    private static func bulk(on group: MultiThreadedEventLoopGroup) throws -> [String] {
        let server = try RunningServer(bindings: bindings, rate: 1, connections: 1, on: group)
        try server.requestors.connect(1, to: server.port)
        let pause = try server.longestPause {
            try server.requestors.send(RunningServer.bulkQuery, on: 0)
            try server.requestors.read { server.requestors.hasHeardDone }
        }
        try server.stop()
        return [
            "bulk answer with \(bindings) bindings: \(pause.wall / 1_000_000) ms, "
                + "\(server.requestors.octets / 1_000_000) MB; others waited \(pause.longest / 1_000_000) ms at most"
        ]
    }
}
