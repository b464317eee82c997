import DHCPv6Wire
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import TestSupport
import Testing

/// The whole client against a socket.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct LoopbackTests {
    private func configuration() throws -> SessionConfiguration {
        var timers = SessionTimers()
        timers.retry = .milliseconds(20)
        return try SessionConfiguration(ownDUID: ServerVoice.ownDUID, timers: timers)
    }

    @Test("A lost feed is taken up again from the saved base time, through the catch-up, to live")
    func reconnectAndCatchUp() async throws {
        let server = try await ScriptedServer([
            .init(says: { $0.reply(base: 10) + $0.data(base: 11, address: 1) }, end: .closes),
            .init(says: {
                $0.reply(base: 20) + $0.data(base: 21, address: 2) + $0.data(base: 22, status: .catchUpComplete)
                    + $0.data(base: 23, address: 3)
            }),
        ])
        let sink = StreamingSink()
        let client = LeasequeryClient(servers: [try server.target], configuration: try configuration(), sink: sink)
        client.start()
        await sink.wait { $0.addresses.count == 3 }
        client.stop()
        #expect(server.starts == [nil, ServerTime(rawValue: 11)])
        let seen = sink.recording.seen()
        #expect(seen.addresses == [1, 2, 3].map(ServerVoice.address))
        #expect(seen.origins == [.live, .catchUp, .live])
        #expect(seen.ends == [.closedByServer(""), .byUser])
        #expect(seen.phases.last == .stopped)
        try await server.stop()
    }

    @Test("A server that closes its side only: what it said is taken, the feed is over, and we close ours")
    func halfClosed() async throws {
        let server = try await ScriptedServer([
            .init(says: { $0.reply(base: 10) + $0.data(base: 11, address: 1) }, end: .closesOutput)
        ])
        let sink = StreamingSink()
        let patient = try SessionConfiguration(ownDUID: ServerVoice.ownDUID)
        let client = LeasequeryClient(servers: [try server.target], configuration: patient, sink: sink)
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        await server.waitForClose()
        client.stop()
        let seen = sink.recording.seen()
        #expect(seen.ends == [.closedByServer("")])
        #expect(seen.addresses == [ServerVoice.address(1)])
        try await server.stop()
    }

    @Test(
        "A server that closes its side after a bulk answer has answered; in the middle of one it has not",
        arguments: [true, false])
    func halfClosedBulk(isComplete: Bool) async throws {
        let server = try await ScriptedServer([
            .init(
                says: {
                    $0.reply(base: 10, address: 1) + $0.data(base: 11, address: 2)
                        + (isComplete ? $0.done(base: 11) : [])
                }, end: .closesOutput)
        ])
        let sink = StreamingSink()
        let group = MultiThreadedEventLoopGroup.singleton
        let result = try await BulkFetch.start(
            [BulkQuery(.link(ServerVoice.address(0)))], at: try server.target, as: ServerID(rawValue: 0),
            configuration: try configuration(), sink: sink, on: group.next()
        ).get()
        #expect(result.isWhole == isComplete)
        #expect(result.reports[0].bindings == 2)
        if !isComplete { #expect(result.end == .closedByServer("")) }
        await server.waitForClose()
        try await server.stop()
    }

    @Test("A server that closes without a word, and one that is not there, are said for what they are")
    func failures() async throws {
        let server = try await ScriptedServer([.init(says: { _ in [] }, end: .closes)])
        let nowhere = try RefusingPort()
        let sink = StreamingSink()
        let patient = try SessionConfiguration(ownDUID: ServerVoice.ownDUID)
        let client = LeasequeryClient(
            servers: [try server.target, ServerTarget(nowhere.endpoint, .insecure)], configuration: patient, sink: sink)
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        await sink.wait(for: ServerID(rawValue: 1)) { !$0.ends.isEmpty }
        client.stop()
        #expect(sink.recording.seen().ends.first == .closedWithoutAnswer)
        #expect(sink.recording.seen(of: ServerID(rawValue: 1)).ends.first == .unreachable("Connection refused"))
        withExtendedLifetime(nowhere) {}
        try await server.stop()
    }

    @Test("A name without an address is told as that")
    func unknownName() async throws {
        let sink = StreamingSink()
        // A label over 63 octets cannot even be asked for, so nothing leaves this machine.
        let name = String(repeating: "x", count: 64)
        let client = LeasequeryClient(
            servers: [ServerTarget(try ServerEndpoint(name), .insecure)], configuration: try configuration(), sink: sink
        )
        client.start()
        await sink.wait { !$0.ends.isEmpty }
        client.stop()
        #expect(sink.recording.seen().ends.first == .unreachable("the name '\(name)' has no address"))
    }
}
