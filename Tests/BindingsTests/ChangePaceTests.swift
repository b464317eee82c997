import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

struct ChangePaceTests {
    private let shortest = Duration.seconds(60)

    /// Seconds in which a pause was longer than usual, of a feed with so many changes in each second.
    private func silences(_ seconds: Range<Int>, _ pace: inout ChangePace, changes: (Int) -> UInt32) -> [Int] {
        seconds.filter { second in
            pace.second(changes: changes(second), isStormy: false)
            return pace.usual?.longestPause(atLeast: shortest).map { pace.pause >= $0 } ?? false
        }
    }

    /// e^x for x up to 0, by its series; the tests have no C library.
    private static func exponential(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for index in 1..<60 {
            term *= -x / Double(index)
            sum += term
        }
        return 1 / sum
    }

    @Test("nothing is usual before ten minutes were heard; with one change a second a minute is too long then")
    func learns() {
        var pace = ChangePace()
        #expect(silences(0..<599, &pace) { _ in 1 }.isEmpty)
        #expect(pace.usual == nil)
        #expect(silences(599..<600, &pace) { _ in 1 }.isEmpty)
        #expect(pace.usual?.perSecond == 1)
        #expect(silences(600..<800, &pace) { _ in 0 } == Array(659..<800))
    }

    @Test("a server that was always quiet has no silence")
    func alwaysQuiet() {
        var pace = ChangePace()
        #expect(silences(0..<86_400, &pace) { $0 == 5_000 ? 1 : 0 }.isEmpty)
    }

    @Test("how long is too long grows with the usual distance of changes", arguments: [2, 10, 60, 300])
    func scales(distance: Int) {
        var pace = ChangePace()
        #expect(silences(0..<7_200, &pace) { $0 % distance == 0 ? 1 : 0 }.isEmpty)
        let first = silences(7_200..<20_000, &pace) { _ in 0 }.first
        let expected = max(60, Int((13.8 * Double(distance)).rounded(.up)))
        #expect(first.map { ($0 - 7_200 - expected).magnitude <= UInt(distance + 1) } == true)
    }

    @Test("a pause is held against what was usual before it, however long it lasts")
    func longPause() {
        var pace = ChangePace()
        _ = silences(0..<3_600, &pace) { _ in 1 }
        #expect(silences(3_600..<90_000, &pace) { _ in 0 }.count > 86_000)
        #expect(silences(90_000..<90_001, &pace) { _ in 1 }.isEmpty)
        #expect(pace.usual?.busyShare == 0, "an hour of it is what is usual, once it is over")
    }

    @Test("quiet nights do not cry", arguments: 0..<3)
    func nights(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var pace = ChangePace()
        // Nearly a change a second by day, one in eight minutes by night; it falls and rises in two hours.
        let chances = (0..<1_440).map { minute in
            let hour = Double(minute) / 60
            let day = hour < 12 ? min(max((hour - 6) / 2, 0), 1) : min(max((24 - hour) / 2, 0), 1)
            return Self.exponential(-6.2 * (1 - day) - 0.1)
        }
        let odd = silences(36_000..<36_000 + 2 * 86_400, &pace) { second in
            Double.random(in: 0..<1, using: &random) < chances[second / 60 % 1_440] ? 1 : 0
        }
        #expect(odd.isEmpty)
        #expect(pace.usual?.perSecond ?? 0 > 0.5, "it was busy in the end")
    }

    @Test("changes that come in bunches do not cry", arguments: 0..<3)
    func bunches(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var pace = ChangePace()
        #expect(silences(0..<86_400, &pace) { _ in UInt64.random(in: 0..<40, using: &random) == 0 ? 30 : 0 }.isEmpty)
    }

    @Test("everybody renewing at once twice an hour cries at most once")
    func together() {
        var pace = ChangePace()
        let odd = silences(0..<86_400, &pace) { $0 % 1_800 < 60 ? 10 : 0 }
        #expect(odd.allSatisfy { $0 < 3_600 })
    }

    @Test("a second feed's outage teaches nothing: pauses count from when it is live again")
    func interruption() {
        var pace = ChangePace()
        _ = silences(0..<3_600, &pace) { _ in 1 }
        _ = silences(3_600..<3_650, &pace) { _ in 0 }
        pace.interrupt()
        #expect(pace.rate == nil && !pace.hasChanged)
        #expect(silences(3_650..<3_709, &pace) { _ in 0 }.isEmpty)
        #expect(silences(3_709..<3_710, &pace) { _ in 0 } == [3_709])
    }

    @Test("a burst does not move what is usual, and a storm is not learnt for six hours")
    func bursts() {
        var pace = ChangePace()
        for second in 0..<3_600 { pace.second(changes: second / 60 % 3 == 0 ? 500 : 2, isStormy: false) }
        #expect(pace.usual?.perSecond == 2)
        for _ in 0..<6 * 3_600 { pace.second(changes: 900, isStormy: true) }
        #expect(pace.usual?.perSecond == 2)
        for _ in 0..<3_600 { pace.second(changes: 900, isStormy: true) }
        #expect(pace.usual?.perSecond == 900)
    }
}
