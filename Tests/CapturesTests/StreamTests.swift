import Captures
import DHCPv6Wire
import Testing

@Suite("TCP streams in a capture")
struct StreamTests {
    /// Three frames: 6, 12 and 6 octets.
    static let frames: [[UInt8]] = [
        [0, 4, 17, 10, 27, 44], [0, 10, 17, 10, 27, 44, 0xfd, 0xe9, 0, 2, 1, 2], [0, 4, 16, 10, 27, 44],
    ]
    static let stream = frames.flatMap { $0 }
    static let messages = frames.map { CapturedMessage.Content.message(Array($0.dropFirst(2))) }

    /// What comes of segments of `stream` in this order, the opening of the connection before them.
    func contents(
        _ ranges: [Range<Int>], of stream: [UInt8] = stream, first: UInt32 = 1000, isOpened: Bool = true
    ) throws -> [CapturedMessage.Content] {
        var segments = isOpened ? [TestSegment(sequence: first &- 1, isOpening: true)] : []
        segments += ranges.map { range in
            TestSegment(payload: Array(stream[range]), sequence: first &+ UInt32(range.lowerBound))
        }
        let file = CaptureBuilder.pcap(segments.map { $0.ipv6() })
        return try Capture(file, ports: [547]).messages.map(\.content)
    }

    @Test("The same messages come out however the stream is cut into segments")
    func pieces() throws {
        for size in 1...Self.stream.count {
            let ranges = stride(from: 0, to: Self.stream.count, by: size).map { $0..<min($0 + size, Self.stream.count) }
            #expect(try contents(ranges) == Self.messages)
        }
    }

    @Test("Segments that overtake each other or come twice change nothing")
    func order() throws {
        #expect(try contents([12..<24, 0..<12]) == Self.messages)
        #expect(try contents([18..<24, 6..<12, 12..<18, 0..<6]) == Self.messages)
        #expect(try contents([0..<12, 0..<12, 6..<18, 3..<5, 12..<24, 0..<24]) == Self.messages)
        #expect(try contents([10..<24, 4..<16, 0..<8]) == Self.messages)
    }

    @Test("Sequence numbers that wrap change nothing")
    func wrap() throws {
        for back: UInt32 in [1, 6, 12, 23] {
            #expect(try contents([0..<6, 6..<15, 15..<24], first: 0 &- back) == Self.messages)
            #expect(try contents([15..<24, 6..<15, 0..<6], first: 0 &- back) == Self.messages)
        }
    }

    @Test("A hole is told with its size, and the next packet that begins with a message is read again")
    func hole() throws {
        let content = try contents([0..<6, 10..<18, 18..<24])
        #expect(content == [Self.messages[0], .hole(missing: 4, skipped: 8), Self.messages[2]])
        #expect(try contents([0..<6, 10..<18]) == [Self.messages[0], .hole(missing: 4, skipped: 8)])
        #expect(try contents([0..<9, 18..<24]) == [Self.messages[0], .hole(missing: 9, skipped: 3), Self.messages[2]])
    }

    @Test("A connection older than the capture is read from the first packet that begins with a message")
    func lateStart() throws {
        #expect(try contents([0..<24], isOpened: false) == Self.messages)
        #expect(
            try contents([8..<18, 18..<24], isOpened: false) == [.hole(missing: 0, skipped: 10), Self.messages[2]])
    }

    @Test("V-02: a stream that ends inside a frame says so")
    func endsInsideFrame() throws {
        let fault = WireError(.truncatedFrame(announced: 10, present: 4), at: 0)
        #expect(try contents([0..<12]) == [Self.messages[0], .badFrame(fault)])
    }

    @Test("V-01: a length below 4 ends the stream")
    func badFrame() throws {
        let stream: [UInt8] = Self.frames[0] + [0, 3, 17, 1, 2] + Self.frames[2]
        let fault = WireError(.messageTooShort(announced: 3), at: 6)
        #expect(try contents([0..<stream.count], of: stream) == [Self.messages[0], .badFrame(fault)])
    }

    @Test("Where TLS begins, reading ends without a fault")
    func encrypted() throws {
        let stream = Self.frames[0] + [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc]
        #expect(try contents([0..<6, 6..<stream.count], of: stream) == [Self.messages[0], .encrypted])
        #expect(try contents([0..<stream.count], of: stream) == [Self.messages[0], .encrypted])
    }

    @Test("A new connection between the same ends is a new stream")
    func reopened() throws {
        let segments = [
            TestSegment(sequence: 999, isOpening: true), TestSegment(sequence: 999, isOpening: true),
            TestSegment(payload: Self.frames[0]), TestSegment(sequence: 4_999, isOpening: true),
            TestSegment(payload: Self.frames[2], sequence: 5_000),
        ]
        let capture = try Capture(CaptureBuilder.pcap(segments.map { $0.ipv6() }), ports: [547])
        #expect(capture.messages.map(\.content) == [Self.messages[0], Self.messages[2]])
    }

    @Test("Both directions are told apart and sorted by time")
    func directions() throws {
        let segments = [
            TestSegment(sequence: 7, isOpening: true, fromServer: false), TestSegment(sequence: 999, isOpening: true),
            TestSegment(payload: Self.frames[0], sequence: 8, fromServer: false), TestSegment(payload: Self.frames[2]),
        ]
        let capture = try Capture(CaptureBuilder.pcap(segments.map { $0.ipv6() }), ports: [547])
        #expect(capture.messages.map(\.source.port) == [40_000, 547])
        #expect(capture.messages.map(\.destination.port) == [547, 40_000])
    }

    @Test("A packet cut by the capture is a hole, not a message")
    func snapLength() throws {
        let segments = [TestSegment(sequence: 999, isOpening: true), TestSegment(payload: Self.stream)].map {
            $0.ipv6()
        }
        let next = TestSegment(payload: Self.frames[0], sequence: 1024).ipv6()
        let file = CaptureBuilder.pcap([segments[0], Array(segments[1].dropLast(16)), next])
        let contents = try Capture(file, ports: [547]).messages.map(\.content)
        #expect(contents == [Self.messages[0], .hole(missing: 16, skipped: 2), Self.messages[0]])
    }

    @Test("More early segments than a window holds are read without what is missing")
    func manyEarly() throws {
        let count = 5000
        let stream = [UInt8](repeating: 0, count: 6) + (0..<count).flatMap { _ in Self.frames[0] }
        let ranges = (1...count).map { $0 * 6..<$0 * 6 + 6 }
        let contents = try contents(ranges, of: stream)
        #expect(contents.count == count + 1)
        #expect(contents.first == .hole(missing: 6, skipped: 0))
    }
}
