/// One direction of one TCP connection, put in order: retransmits dropped, early segments held back.
struct TCPStream {
    /// A stretch of the stream, and when it could be read: when all before it had been captured too.
    enum Piece {
        case octets(ArraySlice<UInt8>, time: Int64)
        /// Octets that no packet of the capture holds.
        case hole(Int, time: Int64)
        /// The sender closed its direction or reset the connection.
        case end(isReset: Bool, time: Int64)
    }

    let flow: Flow
    /// Whether the first octet of the connection is the first of the pieces.
    let hasStart: Bool
    private(set) var pieces: [Piece] = []
    /// Sequence number of the connection's first octet: tells a repeated opening from a new connection.
    private let first: UInt32
    /// The sequence number that the next octet must have, counted on past 32 bits.
    private var next: Int
    /// When the newest piece could be read.
    private var time = Int64.min
    /// Where the stream ends, counted like `next`; nil: not known, or told.
    private var ending: (position: Int, isReset: Bool, time: Int64)?
    private var isEnded = false
    /// Segments ahead of `next`.
    private var early: [Segment] = []

    private struct Segment {
        /// Like `next`.
        let position: Int
        let payload: ArraySlice<UInt8>
        let time: Int64
    }

    init(opening segment: TCPSegment) {
        flow = segment.flow
        hasStart = segment.isOpening
        first = segment.sequence
        next = Int(segment.sequence)
    }

    /// Whether the segment opens another connection between the same ends.
    func isReopened(by segment: TCPSegment) -> Bool {
        segment.isOpening && segment.sequence != first
    }

    mutating func append(_ segment: TCPSegment, time: Int64) {
        defer { noteEnd() }
        let ahead = Int32(bitPattern: segment.sequence &- UInt32(truncatingIfNeeded: next))
        if !isEnded, ending == nil, segment.isClosing || segment.isReset {
            let position = segment.isReset ? next : next + Int(ahead) + segment.payload.count
            ending = (position, segment.isReset, time)
        }
        guard !segment.payload.isEmpty else { return }
        let segment = Segment(position: next + Int(ahead), payload: segment.payload, time: time)
        guard take(segment) else {
            early.append(segment)
            if early.count > TCPStream.mostEarly { skipHole() }
            return
        }
        if !early.isEmpty { takeEarly() }
    }

    /// At the end of the capture: whatever is still missing stays missing.
    mutating func finish() {
        while !early.isEmpty { skipHole() }
        noteEnd()
    }

    /// Once everything before it is there.
    private mutating func noteEnd() {
        guard let ending, next >= ending.position else { return }
        self.ending = nil
        isEnded = true
        time = max(time, ending.time)
        pieces.append(.end(isReset: ending.isReset, time: time))
    }

    /// More segments than a window holds have come since the hole: what is missing will not come.
    private static let mostEarly = 4096

    private mutating func skipHole() {
        guard let nearest = early.min(by: { $0.position < $1.position }) else { return }
        time = max(time, nearest.time)
        pieces.append(.hole(nearest.position - next, time: time))
        next = nearest.position
        takeEarly()
    }

    /// - Returns: false if octets are missing before the segment.
    private mutating func take(_ segment: Segment) -> Bool {
        guard segment.position <= next else { return false }
        let news = segment.payload.dropFirst(next - segment.position)
        guard !news.isEmpty else { return true }
        time = max(time, segment.time)
        pieces.append(.octets(news, time: time))
        next += news.count
        return true
    }

    private mutating func takeEarly() {
        let sorted = early.sorted { $0.position < $1.position }
        let taken = sorted.prefix { take($0) }.count
        early = Array(sorted.dropFirst(taken))
    }
}
