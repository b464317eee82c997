import DHCPv6Wire
import Testing

@Suite("Frames in a stream")
struct FramingTests {
    /// Messages found when the stream arrives in pieces of `size` octets, and what is left at its end.
    func messages(of stream: [UInt8], inPiecesOf size: Int) throws -> (messages: [[UInt8]], rest: [UInt8]) {
        var buffer: [UInt8] = []
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            buffer += stream[start..<min(start + size, stream.count)]
            var at = 0
            while case .message(let range) = try FrameSplitter.next(in: buffer, at: at) {
                found.append(Array(buffer[range]))
                at = range.upperBound
            }
            buffer.removeFirst(at)
        }
        return (found, buffer)
    }

    @Test("The same messages come out however the stream is cut", arguments: [1, 2, 3, 7, 64, 1000, 100_000])
    func pieces(size: Int) throws {
        let result = try messages(of: Frame.sound.flatMap(\.octets), inPiecesOf: size)
        #expect(result.messages == Frame.sound.map(\.message))
        #expect(result.rest.isEmpty)
    }

    @Test("V-02: every truncation of a frame waits for more and hands nothing out", arguments: Frame.sound)
    func truncated(frame: Frame) throws {
        for count in 0..<frame.octets.count {
            let part = Array(frame.octets.prefix(count))
            #expect(try FrameSplitter.next(in: part, at: 0) == .needsMore)
        }
    }

    @Test("The longest message is one frame")
    func longest() throws {
        var writer = MessageWriter()
        try writer.message(.leasequeryData, transactionID: 1) { message in
            message.option(OptionCode(rawValue: 65_001), [UInt8](repeating: 7, count: 65_535 - 8))
        }
        #expect(writer.octets.count == 2 + 65_535)
        let octets = writer.octets
        #expect(try FrameSplitter.next(in: octets, at: 0) == .message(2..<65_537))
    }

    @Test("V-01: a bad length behind good frames is found where it stands")
    func badLengthLater() throws {
        let stream: [UInt8] = [0, 4, 17, 1, 2, 3, 0, 3, 17, 1, 2]
        #expect(try FrameSplitter.next(in: stream, at: 0) == .message(2..<6))
        #expect(throws: WireError(.messageTooShort(announced: 3), at: 6)) {
            try FrameSplitter.next(in: stream, at: 6)
        }
    }
}
