import TestSupport
import Testing

@testable import Bindings

struct SlotSetTests {
    @Test("a set of slots holds what a plain set holds")
    func model() {
        var random = SeededGenerator(seed: 7)
        var slots = SlotSet()
        var model: Set<Int> = []
        for _ in 0..<5_000 {
            let slot = Int.random(in: 0..<300, using: &random)
            if Bool.random(using: &random) {
                slots.insert(slot)
                model.insert(slot)
            } else {
                slots.remove(slot)
                model.remove(slot)
            }
            #expect(slots.count == model.count)
        }
        for slot in 0..<400 { #expect(slots.contains(slot) == model.contains(slot)) }
        var taken: [Int] = []
        while !slots.isEmpty { slots.take(10) { taken.append($0) } }
        #expect(taken == model.sorted())
    }
}
