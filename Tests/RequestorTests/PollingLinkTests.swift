import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Requestor

/// Servers without Active Leasequery, over real connections.
@Suite(.ownThread, .timeLimit(.minutes(1)))
struct PollingLinkTests {
    private func client(
        _ target: ServerTarget, sink: any FeedSink
    ) throws -> LeasequeryClient {
        LeasequeryClient(
            servers: [target], configuration: try SessionConfiguration(ownDUID: ServerVoice.ownDUID), sink: sink)
    }

    /// Closes on whatever it does not know, as Kea does on an active query.
    private static let close = ScriptedServer.Scene(says: { _ in [] }, end: .closes)

    @Test("a server that closes on the active query and refuses the bulk query has only bulk: two connections in all")
    func onlyBulk() async throws {
        let server = try await ScriptedServer([
            Self.close, .init(says: { $0.reply(base: 1, status: .notConfigured) }),
        ])
        let sink = StreamingSink()
        let client = try client(try server.target, sink: sink)
        client.start()
        await sink.wait { $0.supports == [.onlyBulkAnswered] }
        client.stop()
        #expect(server.starts.count == 2)
        #expect(sink.recording.seen().ends == [.closedWithoutAnswer])
        try await server.stop()
    }

    @Test("a server that closes on both may not want us: nothing is claimed")
    func nothingAnswered() async throws {
        let server = try await ScriptedServer([Self.close, Self.close])
        let sink = StreamingSink()
        let client = try client(try server.target, sink: sink)
        client.start()
        await sink.wait { $0.supports == [.nothingAnswered] }
        client.stop()
        try await server.stop()
    }

    @Test("polls follow each other on connections of their own, and one that is cut says so")
    func polls() async throws {
        let answer = ScriptedServer.Scene(says: {
            $0.reply(base: 1, address: 1) + $0.data(base: 1, address: 2) + $0.done(base: 1)
        })
        let cut = ScriptedServer.Scene(says: { $0.reply(base: 1, address: 1) }, end: .closes)
        let server = try await ScriptedServer([answer, answer, cut])
        var target = try server.target
        target.mode = .poll(every: .milliseconds(20))
        let sink = StreamingSink()
        let client = try client(target, sink: sink)
        client.start()
        await sink.wait { seen in seen.phases.contains { if case .waiting = $0 { true } else { false } } }
        client.stop()
        let seen = sink.recording.seen()
        #expect(seen.verdicts.prefix(2) == [.paid(.everything), .paid(.everything)])
        guard case .unpaid(let why, _)? = seen.verdicts.dropFirst(2).first else {
            Issue.record("\(seen.verdicts)")
            return
        }
        #expect(why == "cut off: closed by the server")
        #expect(!seen.phases.contains(.live) && !seen.phases.contains(.connecting))
        #expect(server.starts.count == 3)
        #expect(seen.addresses == [1, 2, 1, 2, 1].map(ServerVoice.address))
        #expect(Set(seen.origins) == [.bulk])
        try await server.stop()
    }
}

extension RecordingSink.Seen {
    fileprivate var supports: [ActiveSupport] {
        events.compactMap { if case .activeSupport(let support, _) = $0 { support } else { nil } }
    }

    fileprivate var verdicts: [BulkVerdict] {
        events.compactMap { if case .bulkEnded(_, let verdict, _) = $0 { verdict } else { nil } }
    }
}
