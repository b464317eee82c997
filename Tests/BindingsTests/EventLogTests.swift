import DHCPv6Wire
import Testing

@testable import Bindings
@testable import LeasequerySession

/// What was seen and done, as lines: events in, entries out.
struct EventLogTests {
    private static let server = ServerID(rawValue: 0)

    private func told(_ store: BindingStore) -> [LogEvent] { store.eventLog.entries.map(\.event) }

    private func store(_ events: [SessionEvent], until second: Int = 30) -> BindingStore {
        var store = BindingStore()
        for event in events { store.note(event, from: Self.server) }
        store.advance(to: Clock.at(second))
        return store
    }

    private static let outage: [SessionEvent] = [
        .connected(at: Clock.at(0)), .phase(.awaitingReply, at: Clock.at(0)), .phase(.live, at: Clock.at(1)),
        .ended(.closedByServer(""), at: Clock.at(9)), .phase(.waiting(until: Clock.at(14)), at: Clock.at(9)),
        .connected(at: Clock.at(14)), .phase(.awaitingReply, at: Clock.at(14)),
        .catchUpBegan(from: ServerTime(unixSeconds: Clock.start + 9), at: Clock.at(15)),
        .phase(.catchingUp, at: Clock.at(15)), .catchUpCompleted(base: nil, at: Clock.at(16)),
        .phase(.live, at: Clock.at(16)),
    ]

    @Test("a lost connection is told from its end to the end of the catch-up, with the hole that it opened and closed")
    func outage() {
        let log = told(store(Self.outage))
        #expect(
            log.map(name) == [
                "connected", "live", "hole opened neverConnected", "ended", "hole opened down", "connected",
                "catch-up began", "catch-up ended complete", "hole closed catchUpUnfinished",
            ])
    }

    @Test("a connection that ends while it catches us up: the catch-up never was complete")
    func broken() {
        let log = told(store(Self.outage.prefix(9) + [.ended(.receiveTimeout(.seconds(120)), at: Clock.at(20))]))
        #expect(log.suffix(2).map(name) == ["ended", "catch-up ended neverSaid"])
    }

    @Test("DataMissing ends the catch-up and leaves a hole")
    func dataMissing() {
        let missing = SessionEvent.dataMissing(
            from: ServerTime(unixSeconds: Clock.start + 9), to: ServerTime(unixSeconds: Clock.start + 12),
            at: Clock.at(16))
        let log = told(store(Self.outage.prefix(9) + [missing, .phase(.live, at: Clock.at(16))]))
        #expect(log.map(name).contains("catch-up ended dataMissing"))
        #expect(log.map(name).contains("hole opened dataMissing"))
        #expect(log.map(name).last == "hole closed catchUpUnfinished")
    }

    @Test("malformed messages are one entry a minute, with their number and the newest of them")
    func malformed() throws {
        var log = EventLog()
        for second in 0..<90 {
            log.add(.discarded(rule: "V-03", "number \(second)"), of: Self.server, at: Clock.at(second))
            log.add(.discarded(rule: "V-18", "x"), of: ServerID(rawValue: 1), at: Clock.at(second))
        }
        #expect(log.entries.map(\.times) == [60, 60, 30, 30])
        #expect(log.entries[0].event == .discarded(rule: "V-03", "number 59"))
        #expect(log.entries[0].at == Clock.at(0) && log.entries[0].lastAt == Clock.at(59))
        #expect(log.entries.map(\.id) == [1, 2, 3, 4])
    }

    @Test("the log is bounded, ids go on, and what is forgotten is counted")
    func bounded() {
        var log = EventLog()
        for number in 1...10_000 { log.add(.told("line \(number)", isFailure: false), at: Clock.at(number)) }
        #expect((EventLog.most..<EventLog.most + 64).contains(log.entries.count))
        #expect(log.lastID == 10_000 && log.entries.last?.id == 10_000)
        #expect(log.forgotten + UInt64(log.entries.count) == 10_000)
    }

    @Test("texts of a server are cut to what a line can show")
    func cut() {
        let long = String(repeating: "é", count: 60_000)
        let events: [SessionEvent] = [
            .status(.unspecifiedFailure, text: long, at: Clock.at(1)),
            .discarded(rule: "V-18", long, at: Clock.at(1)), .ended(.refused(.notAllowed, text: long), at: Clock.at(2)),
            .bulkEnded(Debt(from: nil, to: nil), .unpaid(long, retryAt: nil), at: Clock.at(3)),
            .secured(
                PeerIdentity(subject: long, issuer: long, names: [], notAfter: nil, version: long, cipher: long),
                at: Clock.at(4)),
            .serverChanged(
                from: DUID(octets: Array(repeating: 1, count: 60_000)), to: DUID(octets: [1]), at: Clock.at(5)),
        ]
        for event in told(store(events)) { #expect("\(event)".utf8.count < 2000) }
    }

    @Test("polls are told when they begin to fail and when they work again, not each of them")
    func polls() {
        let debt = Debt(from: nil, to: nil)
        let verdicts: [BulkVerdict] = [
            .paid(.everything), .paid(.everything), .unpaid("reset", retryAt: nil), .unpaid("refused", retryAt: nil),
            .paid(.everything), .paid(.everything),
        ]
        let events = verdicts.enumerated().flatMap { index, verdict -> [SessionEvent] in
            [.bulkBegan(debt, at: Clock.at(index * 40)), .bulkEnded(debt, verdict, at: Clock.at(index * 40 + 1))]
        }
        let log = told(store([.polls(every: .seconds(40), at: Clock.at(0))] + events))
        let ends = log.compactMap { event in
            if case .pollEnded(let verdict) = event { verdict.scope != nil } else { nil }
        }
        #expect(ends == [true, false, false, true])
    }

    @Test("an alarm is told when it is raised and when it is over, with the name it had")
    func alarms() {
        var store = BindingStore()
        store.keeping = .off(reason: "disk full")
        for second in 0..<120 {
            store.advance(to: Clock.at(second))
            _ = store.watchForAlarms(at: Clock.at(second))
        }
        store.keeping = .kept
        for second in 120..<400 {
            store.advance(to: Clock.at(second))
            _ = store.watchForAlarms(at: Clock.at(second))
        }
        #expect(told(store).map(name) == ["keeping", "alarm notRemembered", "keeping", "over notRemembered"])
        #expect(store.eventLog.entries[1].event.severity >= .warning)
    }

    @Test("a clock of ours that was set is one line, however many feeds notice; a server's is one for each")
    func steps() {
        func step(_ id: UInt32, _ kind: SkewStep.Kind) -> SkewStep {
            SkewStep(id: id, kind: kind, at: Clock.at(20), lower: 4, upper: 5, isCertain: true)
        }
        var store = BindingStore(servers: 3)
        for server in 0..<3 {
            var batch = UpdateBatch([])
            batch.skew = SkewEstimate(
                seconds: 0, lower: -1, upper: 1, steps: [step(1, .serverForward), step(2, .localStep)])
            store.apply(batch, from: ServerID(rawValue: server), at: Clock.at(21))
        }
        store.advance(to: Clock.at(22))
        store.advance(to: Clock.at(23))
        let servers = store.eventLog.entries.map(\.server?.rawValue)
        #expect(servers == [0, nil, 1, 2])
    }

    @Test("the log is answered newest first, up to where it is held, a window at a time")
    func answered() {
        var store = BindingStore()
        for number in 1...9 { store.eventLog.add(.told("\(number)", isFailure: false), at: Clock.at(number)) }
        let table = Question.Table.log(through: 7, atLeast: .notice, skip: 1, count: 3)
        let answer = store.screenful(Question(table: table), at: Clock.at(10))
        #expect(answer.log.map(\.id) == [6, 5, 4] && answer.matching == 7)
        #expect(answer.totals.lastLogged == 9)
        store.eventLog.add(.told("10", isFailure: true), at: Clock.at(10))
        let worse = Question.Table.log(through: nil, atLeast: .warning, skip: 0, count: 3)
        #expect(store.screenful(Question(table: worse), at: Clock.at(10)).log.map(\.id) == [10])
    }

    private func name(_ event: LogEvent) -> String {
        switch event {
        case .holeOpened(let hole): "hole opened \(hole.cause)"
        case .holeClosed(let hole): "hole closed \(hole.cause)"
        case .catchUpBegan: "catch-up began"
        case .catchUpEnded(let end): "catch-up ended \(end)"
        case .alarmRaised(let alarm): "alarm \(alarm.kind)"
        case .alarmCleared(let alarm): "over \(alarm.kind)"
        case .ended: "ended"
        case .keeping: "keeping"
        default: "\(event)"
        }
    }
}
