import DHCPv6Wire
import TestSupport
import Testing

@testable import LeasequerySession

/// Whatever happens in whatever order, some things never do.
struct SessionInvariantTests {
    /// What must hold over all steps, kept as a second, naive reading of the actions and events.
    struct Watch {
        var isOpen: UInt32?
        /// The bulk run that goes on: without a plan, only to see whether there is Active Leasequery.
        var probe: UInt32?
        var asked: Set<UInt32> = []
        /// Secure mode: where STARTTLS was sent, was accepted, and where TLS works.
        var greeted: Set<UInt32> = []
        var accepted: Set<UInt32> = []
        var secured: Set<UInt32> = []
        var attempts: [Moment] = []
        var phase = FeedPhase.stopped
    }

    @Test(
        "Random sequences: one connection, nothing sent after close, no saving in catch-up, deadlines ahead",
        arguments: 0..<40 as Range<UInt64>, [SessionConfiguration.Security.insecure, .tls])
    func random(seed: UInt64, security: SessionConfiguration.Security) {
        var random = SeededGenerator(seed: seed &* 7_919)
        var bench = SessionBench(security, random: SeededGenerator(seed: seed))
        var watch = Watch()
        for _ in 0..<500 {
            let before = bench.session
            let isByUser = happen(to: &bench, random: &random)
            check(bench, before: before, isByUser: isByUser, watch: &watch)
        }
        #expect(watch.attempts.count > 3)
        #expect(watch.greeted.isEmpty == (security == .insecure))
        #expect(!watch.asked.isEmpty)
    }

    /// One thing that may happen to a session, likely or not.
    ///
    /// - Returns: whether the user did it.
    private func happen(to bench: inout SessionBench, random: inout SeededGenerator) -> Bool {
        // Nearly everything ends a negotiation: mostly the right thing happens, or few would come through.
        if bench.session.phase == .securing, Int.random(in: 0..<8, using: &random) > 0 {
            if Bool.random(using: &random) { bench.secured() } else { bench.receive(bench.startTLSReply(nil)) }
            return false
        }
        let base = ServerTime?.some(.base(Int32.random(in: 0...10_000, using: &random)))
        switch Int.random(in: 0..<31, using: &random) {
        case 0: bench.start()
        case 1:
            bench.reconnect()
            return true
        case 2: bench.stop()
        case 3, 4, 5: bench.opened()
        case 6: bench.written()
        case 7:
            bench.ended([.closed, .reset, .failed("x"), .unreachable("y"), .timedOut].randomElement(using: &random)!)
        case 8: bench.framingLost(WireError(.messageTooShort(announced: 0), at: 0))
        case 9: bench.undecodable(WireError(.leftoverOctets(1), at: 4))
        case 10: bench.wait(.seconds(Int.random(in: 0...400, using: &random)))
        case 11: bench.waitForDeadline()
        case 12, 13, 14: bench.receive(bench.reply(base: base, client: true))
        case 15: bench.receive(bench.reply(status: someStatus(&random), base: base))
        case 16: bench.receive(bench.reply(base: base, server: SessionBench.otherServerDUID))
        case 17, 18, 19: bench.receive(bench.data(base: base, client: true))
        case 20: bench.receive(bench.data(status: someStatus(&random), base: base))
        case 21: bench.receive(bench.data(base: nil))
        case 22: bench.receive(bench.data(transactionID: 0))
        case 23, 24, 25: bench.secured()
        case 26, 27: bench.receive(bench.startTLSReply(nil))
        case 28:
            bench.receive(bench.startTLSReply(someStatus(&random)), octetsBehind: Int.random(in: 0...1, using: &random))
        case 29:
            let server = Bool.random(using: &random) ? SessionBench.serverDUID : nil
            bench.bulkEnded(UInt32.random(in: 1...3, using: &random), .sample([.complete], server: server))
        default: bench.receive(bench.done(status: someStatus(&random), base: base))
        }
        return false
    }

    private func someStatus(_ random: inout SeededGenerator) -> StatusCode {
        StatusCode(rawValue: UInt16.random(in: 0...16, using: &random))
    }

    private func check(_ bench: SessionBench, before: ServerSession, isByUser: Bool, watch: inout Watch) {
        // Told before the query it leads to.
        for case .secured in bench.events {
            if let id = watch.isOpen, watch.accepted.contains(id) { watch.secured.insert(id) }
        }
        for act in bench.acts {
            switch act {
            case .open(let id):
                #expect(watch.isOpen == nil, "two connections")
                watch.isOpen = id
                if let last = watch.attempts.last, !isByUser, before.phase != .stopped {
                    #expect(bench.now.since(last) >= .seconds(60), "RX-01")
                }
                watch.attempts.append(bench.now)
            case .ask(let id, let start):
                #expect(watch.isOpen == id, "sent after close")
                #expect(watch.asked.insert(id).inserted, "R-37: a second query on a connection")
                #expect(start == before.resume.saved, "R-25")
                let isSecure = bench.session.configuration.security == .tls
                #expect(watch.secured.contains(id) == isSecure, "R-15: a query in clear")
            case .startTLSMessage(let id):
                #expect(bench.session.configuration.security == .tls)
                #expect(watch.greeted.insert(id).inserted, "a second STARTTLS")
            case .startTLS(let id):
                #expect(watch.greeted.contains(id) && watch.accepted.insert(id).inserted, "a second handshake")
            case .bulk(let id, let queries):
                #expect(queries == [BulkQuery(.client(SessionBench.ownDUID))], "bulk without a plan")
                #expect(watch.probe == nil && before.support == .unknown, "a second probe")
                watch.probe = id
            case .stopBulk(let id):
                #expect(watch.probe == id, "stopped what did not run")
                watch.probe = nil
            case .close(let id):
                #expect(watch.isOpen == id, "closed what was not open")
                watch.isOpen = nil
            }
        }
        for event in bench.events {
            if case .phase(let phase, _) = event {
                #expect(phase != watch.phase, "a phase told twice")
                watch.phase = phase
            }
            // The transport's own end: there is nothing left to close.
            if case .ended = event, !bench.acts.contains(where: { $0.isClose }) { watch.isOpen = nil }
            if case .activeSupport(let support, _) = event, support != .unknown { watch.probe = nil }
        }
        #expect(watch.phase == bench.session.phase, "a phase not told")
        if bench.session.phase == .catchingUp, before.phase == .catchingUp {
            #expect(bench.session.resume.saved == before.resume.saved, "R-23")
        }
        if let deadline = bench.session.deadline {
            #expect(deadline.uptime >= bench.now.uptime, "deadline in the past")
        } else {
            #expect(bench.session.phase == .stopped)
        }
    }
}

extension SessionBench.Act {
    fileprivate var isClose: Bool { if case .close = self { true } else { false } }
}
