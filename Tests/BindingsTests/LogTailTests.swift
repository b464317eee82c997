import Testing

@testable import Bindings
@testable import LeasequerySession

/// The log written out while it grows.
struct LogTailTests {
    private static let server = ServerID(rawValue: 0)

    private func discard(_ log: inout EventLog, at second: Int) {
        log.add(.discarded(rule: "V-03", "number \(second)"), of: Self.server, at: Clock.at(second))
    }

    @Test("each entry is taken once")
    func once() {
        var log = EventLog()
        var tail = LogTail()
        log.add(.began(servers: 1), at: Clock.at(0))
        #expect(tail.take(from: log, at: Clock.at(0)) == [.entry(log.entries[0])])
        log.add(.connected, of: Self.server, at: Clock.at(1))
        #expect(tail.take(from: log, at: Clock.at(1)) == [.entry(log.entries[1])])
        #expect(tail.take(from: log, at: Clock.at(2)).isEmpty)
    }

    @Test("repeats are told with their number when no more can come, and not before")
    func repeats() {
        var log = EventLog()
        var tail = LogTail()
        discard(&log, at: 0)
        #expect(tail.take(from: log, at: Clock.at(0)).count == 1)
        for second in 1...9 { discard(&log, at: second) }
        #expect(tail.take(from: log, at: Clock.at(59)).isEmpty)
        #expect(tail.take(from: log, at: Clock.at(60)) == [.repeated(log.entries[0], more: 9)])
        #expect(tail.take(from: log, at: Clock.at(61)).isEmpty)
    }

    @Test("what was there before it was taken counts in its own line only")
    func before() {
        var log = EventLog()
        var tail = LogTail()
        for second in 0...4 { discard(&log, at: second) }
        #expect(tail.take(from: log, at: Clock.at(5)) == [.entry(log.entries[0])])
        #expect(tail.take(from: log, at: Clock.at(99)).isEmpty)
    }

    @Test("what the log forgot before it was taken is counted, and repeats of what it forgot are told")
    func forgotten() throws {
        var log = EventLog()
        var tail = LogTail()
        discard(&log, at: 0)
        _ = tail.take(from: log, at: Clock.at(0))
        discard(&log, at: 1)
        #expect(tail.take(from: log, at: Clock.at(1)).isEmpty)
        for _ in 0..<EventLog.most * 2 { log.add(.connected, of: Self.server, at: Clock.at(2)) }
        let news = tail.take(from: log, at: Clock.at(2))
        guard case .repeated(let entry, more: 1)? = news.first, case .lost(let count) = news[1] else {
            Issue.record("\(news.prefix(2))")
            return
        }
        #expect(entry.id == 1)
        #expect(count == log.forgotten - 1)
        #expect(news.count == log.entries.count + 2)
    }

    @Test("it begins where it is told to")
    func later() {
        var log = EventLog()
        log.add(.began(servers: 1), at: Clock.at(0))
        var tail = LogTail(after: log.lastID)
        #expect(tail.take(from: log, at: Clock.at(0)).isEmpty)
        log.add(.connected, of: Self.server, at: Clock.at(1))
        #expect(tail.take(from: log, at: Clock.at(1)) == [.entry(log.entries[1])])
    }
}
