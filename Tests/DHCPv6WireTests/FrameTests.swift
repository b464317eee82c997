import DHCPv6Wire
import Testing

@Suite("The frames of the table")
struct FrameTests {
    /// The one frame in the octets, cut out as a stream would be.
    func cut(_ frame: Frame) throws -> [UInt8] {
        let octets = frame.octets
        let step = try FrameSplitter.next(in: octets, at: 0)
        #expect(step == .message(2..<octets.count))
        return frame.message
    }

    @Test("A sound frame says what the table says, by the flat decoder", arguments: Frame.sound + Frame.kea)
    func flat(frame: Frame) throws {
        guard case .sound(let facts) = frame.outcome else { return }
        var decoder = MessageDecoder()
        #expect(try "\(Facts(flat: cut(frame), &decoder))" == facts)
    }

    @Test("A sound frame says what the table says, by typed options", arguments: Frame.sound + Frame.kea)
    func owned(frame: Frame) throws {
        guard case .sound(let facts) = frame.outcome else { return }
        #expect(try "\(Facts(owned: cut(frame)))" == facts)
    }

    @Test(
        "V-05: a sound frame comes back octet for octet, unknown options included", arguments: Frame.sound + Frame.kea)
    func roundTrip(frame: Frame) throws {
        let message = try OwnedMessage(decoding: cut(frame))
        #expect(message.framed() == frame.octets)
    }

    @Test("V-03: a message with a broken option is refused, with the place", arguments: Frame.all)
    func discarded(frame: Frame) throws {
        guard case .discarded(let error) = frame.outcome else { return }
        let message = try cut(frame)
        var decoder = MessageDecoder()
        #expect(throws: error) { try decoder.decode(message) }
        #expect(throws: WireError.self) { try Facts(owned: message) }
    }

    @Test("V-01: a length below 4 loses the framing", arguments: Frame.all)
    func framingLost(frame: Frame) {
        guard case .framingLost(let error) = frame.outcome else { return }
        let octets = frame.octets
        #expect(throws: error) { try FrameSplitter.next(in: octets, at: 0) }
    }

    @Test("The table has 48 frames, each with octets")
    func size() {
        #expect(Frame.all.count == 48)
        #expect(Set(Frame.all.map(\.name)).count == 48)
        #expect(Frame.all.allSatisfy { $0.octets.count >= 2 })
    }

    @Test("One decoder for all frames gives what a fresh one gives")
    func reuse() throws {
        var decoder = MessageDecoder()
        for frame in Frame.sound + Frame.sound.reversed() {
            var fresh = MessageDecoder()
            #expect(try Facts(flat: frame.message, &decoder) == Facts(flat: frame.message, &fresh), "\(frame.name)")
        }
    }
}
