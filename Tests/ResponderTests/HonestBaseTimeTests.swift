import DHCPv6Wire
import Testing

@testable import Responder

/// A requestor that keeps to RFC 7653 section 8.4: it saves base times outside catch-up only.
private struct Requestor {
    private enum Phase { case awaiting, catchingUp, live }

    /// Unix second of the server's clock in which each binding runs out.
    var validUntil: [IPv6Prefix: Int64] = [:]
    var saved: Int64?
    private var phase = Phase.awaiting
    private var sentStart: Int64?
    private(set) var gaps = 0

    mutating func connected() {
        phase = .awaiting
        sentStart = saved
    }

    /// - Parameter recovered: everything that is bound, as a bulk query would tell it.
    mutating func receive(_ message: Said, recovered: () -> [IPv6Prefix: Int64]) {
        guard let base = message.base else { return }
        for lease in message.leases {
            validUntil[lease.prefix] = lease.valid == 0 ? nil : base + Int64(lease.valid)
        }
        switch (phase, message.status) {
        case (_, .dataMissing):
            gaps += 1
            validUntil = recovered()
            phase = .live
        case (.awaiting, _): phase = sentStart == nil ? .live : .catchingUp
        case (.catchingUp, .catchUpComplete): phase = .live
        case (.catchingUp, _), (.live, _): break
        }
        if phase == .live { saved = base }
    }
}

/// A server, a requestor, and everything that can go wrong between them.
private struct Ordeal {
    var bench: ResponderBench
    var requestor = Requestor()
    var truth: [IPv6Prefix: Int64] = [:]
    var generator: SeededGenerator

    init(seed: UInt64, endedLimit: Int) {
        bench = ResponderBench(endedLimit: endedLimit)
        generator = SeededGenerator(seed: seed)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func changeSomething() {
        let number = UInt64.random(in: 0..<12, using: &generator)
        let key = chance(50) ? BindingKey.address(number) : BindingKey.prefix(number)
        if truth[key.prefix] != nil, chance(40) {
            let holder = bench.book.history.binding(key).map(\.client.rawValue) ?? 0
            bench.happen(bench.ended(key, holder))
            truth[key.prefix] = nil
        } else {
            let valid = Int64.random(in: 100_000...200_000, using: &generator)
            bench.happen(bench.bound(key, .random(in: 0..<8, using: &generator), valid: valid))
            truth[key.prefix] = bench.now.seconds + valid
        }
    }

    mutating func passTime() {
        let step = chance(3) ? -3_000 : 0
        let duration = Duration.milliseconds(Int64.random(in: 0...1_500, using: &generator))
        bench.now = bench.now.advanced(by: duration)
        bench.now.utc += Int64(step) * 1_000_000
    }

    mutating func deliver(_ messages: some Sequence<Said>) {
        for message in messages { requestor.receive(message) { truth } }
    }

    mutating func connect() throws {
        bench.reconnect()
        requestor.connected()
        deliver(try bench.hear(bench.active(start: requestor.saved)))
    }

    /// One step of a connection's life; what is on its way when it is cut may or may not arrive.
    mutating func step() throws {
        if chance(70) { changeSomething() }
        if chance(40) { passTime() }
        if chance(60) { deliver(try bench.proceed(room: .random(in: 1...400, using: &generator))) }
        if chance(10) { deliver(try bench.wait(.seconds(61))) }
        if chance(30) { bench.book.trim() }
        guard chance(8) else { return }
        var last = try bench.proceed(room: .random(in: 1...1_000, using: &generator))
        if chance(30) { last += try bench.shutDown() }
        deliver(last.prefix(.random(in: 0...last.count, using: &generator)))
        for _ in 0..<Int.random(in: 0...10, using: &generator) {
            changeSomething()
            passTime()
        }
        try connect()
    }
}

/// A requestor that comes back with the last base time it may save ends with the true state, wherever it was cut.
struct HonestBaseTimeTests {
    @Test(
        "No unsent change is older than a base time: cuts anywhere lose nothing",
        arguments: 1...40 as ClosedRange<UInt64>)
    func cutAnywhere(seed: UInt64) throws {
        var ordeal = Ordeal(seed: seed, endedLimit: seed % 2 == 0 ? 100_000 : 3)
        try ordeal.connect()
        for _ in 0..<600 { try ordeal.step() }
        ordeal.deliver(try ordeal.bench.proceed())
        let wrong = Set(ordeal.truth.keys).union(ordeal.requestor.validUntil.keys)
            .filter { ordeal.truth[$0] != ordeal.requestor.validUntil[$0] }
            .map { "\($0): \(ordeal.requestor.validUntil[$0] ?? 0) for \(ordeal.truth[$0] ?? 0)" }
        #expect(wrong.isEmpty)
        #expect(ordeal.truth.count > 3)
    }

    @Test("Without clock steps and with enough history no gap is reported")
    func noFalseGap() throws {
        var bench = ResponderBench()
        bench.now = bench.now.advanced(by: .seconds(1))
        for second in 0..<50 as Range<UInt64> {
            bench.happen(bench.bound(.address(second), UInt32(second)))
            bench.reconnect()
            #expect(try bench.hear(bench.active(start: bench.now.seconds)).first?.status == nil)
            bench.now = bench.now.advanced(by: .milliseconds(700))
        }
    }

    @Test("An end is not lost when its client changes again before it is said")
    func endBeforeLaterChange() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        bench.happen(bench.bound(.address(1), 1), bench.bound(.prefix(1), 1), bench.bound(.address(2), 2))
        _ = try bench.proceed()
        bench.now = bench.now.advanced(by: .seconds(10))
        bench.happen(bench.ended(.address(1), 1))
        bench.now = bench.now.advanced(by: .seconds(10))
        bench.happen(bench.bound(.address(2), 2))
        bench.now = bench.now.advanced(by: .seconds(10))
        bench.happen(bench.bound(.prefix(1), 1))
        let saved = try #require(try bench.proceed(room: 1).last?.base)
        bench.reconnect()
        _ = try bench.hear(bench.active(start: saved))
        #expect(Set(try bench.proceed().flatMap(\.leases)).contains(.init(.address(1), valid: 0)))
    }

    @Test("A change after the clock was put back is not older than a base time that was sent before")
    func clockPutBack() throws {
        var bench = ResponderBench()
        bench.now = bench.now.advanced(by: .seconds(50))
        _ = try bench.hear(bench.active())
        let saved = try #require(try bench.wait(.seconds(60)).first?.base)
        bench.now.utc -= 20_000_000_000
        bench.happen(bench.bound(.address(1), 1))
        bench.now = bench.now.advanced(by: .seconds(30))
        bench.reconnect()
        _ = try bench.hear(bench.active(start: saved))
        #expect(try bench.proceed().flatMap(\.leases).count == 1)
    }

    @Test("A live message is stamped no later than the first change that is not said yet")
    func stamp() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        let origin = ResponderBench.origin
        for number in 1...3 as ClosedRange<UInt64> {
            bench.now = bench.now.advanced(by: .seconds(10))
            bench.happen(bench.bound(.address(number), UInt32(number)))
        }
        bench.now = bench.now.advanced(by: .seconds(10))
        #expect(try bench.proceed().map(\.base) == [origin + 20, origin + 30, origin + 40])
    }

    @Test("QueryTerminated is stamped no later than what it leaves unsaid")
    func stampOfDone() throws {
        var bench = ResponderBench()
        _ = try bench.hear(bench.active())
        bench.happen(bench.bound(.address(1), 1))
        bench.now = bench.now.advanced(by: .seconds(10))
        #expect(try bench.shutDown() == [.done(.queryTerminated, base: ResponderBench.origin)])
    }
}
