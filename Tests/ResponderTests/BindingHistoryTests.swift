import DHCPv6Wire
import Testing

@testable import Responder

struct BindingHistoryTests {
    private func client(_ number: UInt32) -> ClientNumber { ClientNumber(rawValue: number) }

    private func bound(_ key: BindingKey, _ number: UInt32) -> BindingChange {
        BindingChange(key, of: client(number), .bound(preferredUntil: 500, validUntil: 1_000), lastTransaction: 100)
    }

    private func clients(_ history: BindingHistory, after cursor: UInt64) -> [UInt32] {
        var numbers: [UInt32] = []
        var next = history.change(after: cursor)
        while let change = next {
            numbers.append(change.client.rawValue)
            next = history.change(following: change)
        }
        return numbers
    }

    @Test("What is loaded is known and no change")
    func load() {
        var history = BindingHistory(start: 100, endedLimit: 10)
        history.load(bound(.address(1), 3))
        #expect(history.boundCount == 1)
        #expect(history.head == 0)
        #expect(clients(history, after: 0).isEmpty)
        #expect(history.binding(.address(1))?.client == client(3))
    }

    @Test("Each client stands once, at its last change")
    func order() {
        var history = BindingHistory(start: 100, endedLimit: 10)
        for number in [1, 2, 3, 1, 2, 2, 4] as [UInt32] {
            history.apply(bound(.address(UInt64(number)), number), at: 101)
        }
        #expect(clients(history, after: 0) == [3, 1, 2, 4])
    }

    @Test("The log does not outgrow its clients")
    func sweep() {
        var history = BindingHistory(start: 100, endedLimit: 10)
        var generator = SeededGenerator(seed: 3)
        var last: [UInt32] = []
        for second in 0..<50_000 as Range<Int64> {
            let number = UInt32.random(in: 0..<20, using: &generator)
            history.apply(bound(.address(UInt64(number)), number), at: 200 + second / 100)
            last.removeAll { $0 == number }
            last.append(number)
        }
        #expect(clients(history, after: 0) == last)
        #expect(history.logCount < 2_000)
        #expect(history.head == 50_000)
    }

    @Test("A cursor survives sweeping: nothing after it is left out")
    func cursorSurvives() {
        var history = BindingHistory(start: 100, endedLimit: 10)
        for number in 0..<10 as Range<UInt32> { history.apply(bound(.address(UInt64(number)), number), at: 101) }
        let cursor = history.head
        for _ in 0..<5_000 {
            for number in [3, 4] as [UInt32] { history.apply(bound(.address(UInt64(number)), number), at: 102) }
        }
        #expect(clients(history, after: cursor) == [3, 4])
    }

    @Test("Seconds never fall, even if the clock does")
    func monotone() {
        var history = BindingHistory(start: 100, endedLimit: 10)
        history.apply(bound(.address(1), 1), at: 150)
        history.apply(bound(.address(2), 2), at: 120)
        #expect(history.change(after: 1)?.second == 150)
        #expect(history.cursor(before: 140) == 0)
    }

    @Test("The second of the start is not known as a whole")
    func startSecond() {
        let history = BindingHistory(start: 100, endedLimit: 10)
        #expect(history.cursor(before: 100) == nil)
        #expect(history.cursor(before: 101) == 0)
    }

    @Test("Trimming forgets ends, never what is bound")
    func trim() {
        var history = BindingHistory(start: 100, endedLimit: 5)
        for number in 0..<100 as Range<UInt32> {
            history.apply(bound(.address(UInt64(number)), number), at: 101)
            history.apply(bound(.prefix(UInt64(number)), number), at: 101)
        }
        for number in 0..<100 as Range<UInt32> {
            history.apply(
                BindingChange(.address(UInt64(number)), of: client(number), .ended, lastTransaction: 100),
                at: 110 + Int64(number))
            history.trim()
            #expect(history.endedCount <= 5)
        }
        #expect(history.boundCount == 100)
        #expect(history.knownSince == 110 + 94 + 1)
        #expect(history.binding(.address(94)) == nil)
        #expect(history.binding(.address(95))?.isEnded == true)
        #expect(history.binding(.prefix(1))?.isEnded == false)
    }

    @Test("A binding has one holder at a time, whatever happens to it")
    func oneHolder() {
        var history = BindingHistory(start: 100, endedLimit: 7)
        var generator = SeededGenerator(seed: 11)
        for step in 0..<20_000 as Range<Int64> {
            let key = BindingKey.address(.random(in: 0..<30, using: &generator))
            let state: BindingChange.State =
                Bool.random(using: &generator) ? .ended : .bound(preferredUntil: 900, validUntil: 1_000)
            let number = UInt32.random(in: 0..<10, using: &generator)
            history.apply(BindingChange(key, of: client(number), state, lastTransaction: 50), at: 101 + step / 50)
            if step % 3 == 0 { history.trim() }
        }
        var holders: [BindingKey: Int] = [:]
        var boundCount = 0
        for number in 0..<10 as Range<UInt32> {
            history.forEachBinding(of: client(number)) { binding in
                holders[binding.key, default: 0] += 1
                boundCount += binding.isEnded ? 0 : 1
                #expect(binding.client == client(number))
            }
        }
        #expect(holders.values.allSatisfy { $0 == 1 })
        #expect(boundCount == history.boundCount)
        #expect(holders.count == history.boundCount + history.endedCount)
    }
}
