import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

struct AlarmHoldTests {
    private let up = Duration.seconds(10)
    private let down = Duration.seconds(30)

    /// The level after each second.
    private func levels(_ found: [UInt8?]) -> [UInt8] {
        var hold = AlarmHold()
        return found.enumerated().map { second, found in
            _ = hold.advance(found, up: up, down: down, at: Clock.at(second))
            return hold.level
        }
    }

    private func found(_ level: UInt8?, _ seconds: Int) -> [UInt8?] { Array(repeating: level, count: seconds) }

    @Test("a level rises once it was found for so long, and not a second before")
    func rises() {
        #expect(levels(found(1, 10)).last == 0)
        #expect(levels(found(1, 11)).last == 1)
        #expect(levels(found(1, 9) + found(0, 1) + found(1, 10)).allSatisfy { $0 == 0 })
    }

    @Test("it falls once less was found for so long, and not a second before")
    func falls() {
        let raised = found(1, 11)
        #expect(levels(raised + found(0, 30)).last == 1)
        #expect(levels(raised + found(0, 31)).last == 0)
        #expect(levels(raised + found(0, 29) + found(1, 1) + found(0, 30)).dropFirst(11).allSatisfy { $0 == 1 })
    }

    @Test("it rises to the least and falls to the most of what was found meanwhile")
    func between() {
        #expect(levels(found(2, 10) + found(1, 1)).last == 1)
        #expect(levels(found(2, 11) + found(1, 1) + found(0, 30)).last == 1)
        #expect(levels(found(1, 11) + found(2, 11)).last == 2)
    }

    @Test("while nobody can tell all stays as it is, and waiting begins anew")
    func unknown() {
        #expect(levels(found(1, 9) + found(nil, 1) + found(1, 10)).last == 0)
        #expect(levels(found(1, 11) + found(nil, 1000)).last == 1)
        #expect(levels(found(1, 11) + found(0, 30) + found(nil, 1) + found(0, 30)).last == 1)
    }

    @Test("the new level is dated to when it was first found")
    func since() {
        var hold = AlarmHold()
        var taken: [Moment] = []
        for second in 0..<100 {
            let found: UInt8 = (20..<50).contains(second) ? 1 : 0
            if let since = hold.advance(found, up: up, down: down, at: Clock.at(second)) { taken.append(since) }
        }
        #expect(taken == [Clock.at(20), Clock.at(50)])
    }

    @Test("whatever is found, no level is left before its time", arguments: 0..<20)
    func neverFlaps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let wildness = UInt64.random(in: 1...40, using: &random)
        var hold = AlarmHold()
        var last = (level: UInt8(0), second: -1000)
        var found: UInt8? = 0
        for second in 0..<20_000 {
            if UInt64.random(in: 0..<wildness, using: &random) == 0 {
                found = [0, 1, 2, nil].randomElement(using: &random)!
            }
            guard hold.advance(found, up: up, down: down, at: Clock.at(second)) != nil else { continue }
            #expect(second - last.second >= (hold.level > last.level ? 10 : 30))
            #expect(hold.level != last.level)
            last = (hold.level, second)
        }
    }
}
