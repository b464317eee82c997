import DHCPv6Wire
import TestSupport
import Testing

/// Invariant: whatever octets come, both ways of decoding throw `WireError` or both give the same facts; nothing traps.
@Suite("Octets nobody should send")
struct MutationTests {
    /// - Returns: whether the message decoded.
    @discardableResult
    func compare(_ message: [UInt8], _ decoder: inout MessageDecoder, _ story: @autoclosure () -> String) -> Bool {
        let flat = Result { () throws(WireError) in try Facts(flat: message, &decoder) }
        let owned = Result { () throws(WireError) in try Facts(owned: message) }
        switch (flat, owned) {
        case (.success(let flat), .success(let owned)):
            #expect(flat == owned, "\(story()): \(message.hex)")
            return true
        case (.failure, .failure):
            return false
        case (.success, .failure(let error)), (.failure(let error), .success):
            Issue.record("\(story()): only one way refuses \(message.hex): \(error)")
            return false
        }
    }

    @Test(
        "V-03: every truncation of a message is refused or decoded, never trapped", arguments: Frame.sound + Frame.kea)
    func truncations(frame: Frame) {
        var decoder = MessageDecoder()
        for count in 0..<frame.message.count { compare(Array(frame.message.prefix(count)), &decoder, "first \(count)") }
    }

    @Test(
        "Octets changed, cut out and put in are refused or decoded, never trapped", arguments: Frame.sound + Frame.kea)
    func mutations(frame: Frame) {
        var random = SeededGenerator(seed: frame.name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        var decoder = MessageDecoder()
        var decoded = 0
        for round in 0..<400 {
            let message = Self.mutated(frame.message, using: &random)
            if compare(message, &decoder, "\(frame.name) round \(round)") { decoded += 1 }
        }
        #expect(decoded > 0)
    }

    @Test("Noise is refused or decoded, never trapped")
    func noise() {
        var random = SeededGenerator(seed: 2026)
        var decoder = MessageDecoder()
        for round in 0..<2000 {
            let count = Int.random(in: 0...120, using: &random)
            let message = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            compare(message, &decoder, "noise \(round)")
        }
    }

    static func mutated(_ message: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var message = message
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard !message.isEmpty else { return message }
            let place = Int.random(in: 0..<message.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: message[place] = UInt8.random(in: 0...255, using: &random)
            case 1: message[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: message[place] = [0, 1, 4, 12, 47, 127, 128, 255].randomElement(using: &random) ?? 0
            case 3: message.remove(at: place)
            default: message.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return message
    }
}
