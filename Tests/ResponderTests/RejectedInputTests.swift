import Testing

@testable import Responder

struct RejectedInputTests {
    @Test("all of it is counted; of each burst the first are in words, and words are made for no more")
    func bursts() {
        var rejected = RejectedInput()
        var made = 0
        func words() -> String {
            made += 1
            return "line \(made)"
        }
        rejected.advance(to: 1_000)
        for _ in 0..<1_000 { rejected.add(words()) }
        #expect(rejected.count == 1_000 && made == RejectedInput.mostDescribed)
        #expect(rejected.described.map(\.number) == Array(1...10))
        rejected.advance(to: 59_999_999_999)
        rejected.add(words())
        #expect(rejected.described.count == 10)
        rejected.advance(to: 60_000_001_000)
        rejected.add(words())
        #expect(rejected.count == 1_002)
        #expect(rejected.described == [.init(number: 1_002, text: "line 11")])
    }
}
