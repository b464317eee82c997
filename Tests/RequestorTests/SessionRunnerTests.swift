import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Requestor

struct SessionRunnerTests {
    static let now = Moment(uptime: 1_000_000_000, utc: 1_787_313_600_000_000_000)

    /// A runner that has asked, the voice that answers it, and the driver's part: octets kept between reads.
    final class Feed {
        var runner: SessionRunner
        let voice: ServerVoice
        let connection: ConnectionID
        private var unread: [UInt8] = []

        init() throws {
            let configuration = try SessionConfiguration(ownDUID: ServerVoice.ownDUID, security: .insecure)
            var runner = SessionRunner(ServerSession(configuration, random: SystemRandomNumberGenerator()))
            runner.tell { $0.start(at: now, into: &$1) }
            guard case .open(let id) = runner.output.actions.first else { throw Broken() }
            runner.tell { $0.opened(id, at: now, into: &$1) }
            guard case .send(let query, _) = runner.output.actions.last else { throw Broken() }
            connection = id
            voice = try ServerVoice.heard(query).voice
            runner.output = SessionOutput()
            self.runner = runner
        }

        struct Broken: Error {}

        func read(_ octets: some Sequence<UInt8>) {
            unread += octets
            let all = unread
            let used = runner.consume(all.span.bytes, on: connection, at: now)
            unread.removeFirst(used)
        }

        func end() {
            let rest = unread
            runner.streamEnded(connection, .closed, leaving: rest.span.bytes, at: now)
        }

        var ended: ConnectionEnd? {
            for case .ended(let end, _) in runner.output.events { return end }
            return nil
        }
    }

    /// Reply, bindings, a keepalive, a message to drop, a message that does not decode, one more binding.
    private func stream(_ voice: ServerVoice) -> [[UInt8]] {
        [
            voice.reply(base: 10), voice.data(base: 11, address: 1), voice.data(base: 12),
            ServerVoice(transactionID: voice.transactionID ^ 1).data(base: 13, address: 9),
            [0, 7, 17, 0, 0, 0, 1, 2, 3], voice.data(base: 14, address: 2), voice.data(base: 15, address: 3),
        ]
    }

    @Test(
        "The same octets whole, one by one, or many frames at once give the same",
        arguments: [1, 2, 3, 5, 64, 1_000_000])
    func pieces(size: Int) throws {
        let feed = try Feed()
        let octets = Array(stream(feed.voice).joined())
        for start in stride(from: 0, to: octets.count, by: size) {
            feed.read(octets[start..<min(start + size, octets.count)])
        }
        let batch = feed.runner.batch
        #expect(batch.updates.map(\.lease.address) == [1, 2, 3].map(ServerVoice.address))
        #expect(batch.tally.messages == 5)
        #expect(batch.tally.keepalives == 1)
        #expect(batch.tally.discarded == 2)
        #expect(batch.lastBaseTime == ServerTime(rawValue: 15))
        #expect(batch.lastMessageAt == Self.now)
        #expect(feed.runner.session.resume.saved == ServerTime(rawValue: 15))
        #expect(feed.runner.output.actions.isEmpty)
        let rules = feed.runner.output.events.compactMap { event in
            if case .discarded(let rule, _, _) = event { rule } else { nil }
        }
        #expect(rules == ["V-16", "V-03"])
    }

    @Test("V-01: a length that no message has closes, and nothing behind it counts")
    func badLength() throws {
        let feed = try Feed()
        feed.read(feed.voice.reply(base: 1) + [0, 3, 17, 0, 0] + feed.voice.data(base: 2, address: 1))
        #expect(feed.runner.output.actions == [.close(feed.connection)])
        #expect(feed.runner.batch.updates.isEmpty)
        #expect(
            feed.ended == .badFraming(WireError(.messageTooShort(announced: 3), at: feed.voice.reply(base: 1).count)))
    }

    @Test("V-02: a stream that ends inside a frame ends for that reason")
    func truncated() throws {
        let feed = try Feed()
        let data = feed.voice.data(base: 2, address: 1)
        feed.read(feed.voice.reply(base: 1) + data.dropLast())
        feed.end()
        #expect(
            feed.ended
                == .badFraming(WireError(.truncatedFrame(announced: data.count - 2, present: data.count - 3), at: 0)))
        #expect(feed.runner.batch.updates.isEmpty)
    }

    @Test("A stream that ends between frames is a clean close")
    func cleanEnd() throws {
        let feed = try Feed()
        feed.read(feed.voice.reply(base: 1))
        feed.end()
        #expect(feed.ended == .closedByServer(""))
    }

    @Test("What follows LEASEQUERY-DONE in the same read is void")
    func afterDone() throws {
        let feed = try Feed()
        feed.read(
            feed.voice.reply(base: 1) + feed.voice.done(base: 2, status: .queryTerminated)
                + feed.voice.data(base: 3, address: 1))
        #expect(feed.runner.output.actions == [.close(feed.connection)])
        #expect(feed.runner.batch.updates.isEmpty)
        #expect(feed.runner.batch.tally.messages == 2)
        #expect(feed.runner.session.resume.saved == ServerTime(rawValue: 2))
    }

    @Test("What waited behind a full buffer bounds the server's clock from below only", arguments: [true, false])
    func crowdedReads(isPrompt: Bool) throws {
        let feed = try Feed()
        let base = UInt32(1_787_313_600 - 946_684_800) + 12
        feed.read(feed.voice.reply(base: base))
        // Late in the server's second: if this came when it was sent, its clock is hardly more than 12 s ahead.
        let late = Self.now.advanced(by: .milliseconds(950))
        let octets = feed.voice.data(base: base)
        _ = feed.runner.consume(octets.span.bytes, on: feed.connection, at: late, isPrompt: isPrompt)
        let estimate = try #require(feed.runner.session.skew.estimate(at: late))
        #expect(estimate.lower > 11.9)
        #expect((try #require(estimate.upper) < 12.5) == isPrompt)
    }

    @Test("The batch says how far the server's clock is from ours")
    func skew() throws {
        let feed = try Feed()
        let noon = UInt32(1_787_313_600 - 946_684_800)
        feed.read(feed.voice.reply(base: noon + 12))
        feed.runner.closeBatch(at: Self.now)
        #expect(feed.runner.batch.skew?.lower == 12)
    }
}
