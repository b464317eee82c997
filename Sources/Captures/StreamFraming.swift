import DHCPv6Wire

/// Cuts the pieces of a stream into messages, and finds back after a hole.
struct StreamFraming {
    private(set) var found: [(content: CapturedMessage.Content, time: Int64)] = []

    private enum State {
        case framed
        /// Since a hole: octets missing in the capture, and passed over since.
        case lost(missing: Int, skipped: Int)
        /// Nothing more can be read.
        case ended
    }

    private var state: State
    private var buffer: [UInt8] = []
    /// Of the newest piece.
    private var time: Int64 = 0

    init(hasStart: Bool) {
        state = hasStart ? .framed : .lost(missing: 0, skipped: 0)
    }

    mutating func read(_ piece: TCPStream.Piece) {
        switch piece {
        case .hole(let count, let time):
            self.time = time
            loseFraming(missing: count)
        case .octets(let octets, let time):
            self.time = time
            read(octets)
        case .end(let isReset, let time):
            self.time = time
            end()
            state = .ended
            report(.ended(isReset: isReset))
        }
    }

    /// The capture has no more of this stream.
    mutating func end() {
        switch state {
        case .ended: break
        case .lost(let missing, let skipped):
            if missing + skipped > 0 { report(.hole(missing: missing, skipped: skipped)) }
        case .framed:
            guard !buffer.isEmpty else { return }
            let announced = buffer.count < 2 ? 0 : Int(buffer[0]) << 8 | Int(buffer[1])
            let present = max(buffer.count - 2, 0)
            report(.badFrame(WireError(.truncatedFrame(announced: announced, present: present), at: 0)))
        }
    }

    private mutating func loseFraming(missing: Int) {
        switch state {
        case .ended: break
        case .framed:
            state = .lost(missing: missing, skipped: buffer.count)
            buffer = []
        case .lost(let before, let skipped): state = .lost(missing: before + missing, skipped: skipped)
        }
    }

    private mutating func read(_ octets: ArraySlice<UInt8>) {
        switch state {
        case .ended: return
        case .framed: break
        case .lost(let missing, let skipped):
            guard StreamFraming.looksLikeFrame(octets) else {
                state = .lost(missing: missing, skipped: skipped + octets.count)
                return
            }
            if missing + skipped > 0 { report(.hole(missing: missing, skipped: skipped)) }
            state = .framed
        }
        buffer += octets
        cut()
    }

    private mutating func cut() {
        var at = 0
        defer { buffer.removeFirst(min(at, buffer.count)) }
        do throws(WireError) {
            while true {
                if StreamFraming.isTLS(buffer.dropFirst(at)) {
                    state = .ended
                    return report(.encrypted)
                }
                guard case .message(let range) = try FrameSplitter.next(in: buffer.span.bytes, at: at) else { return }
                report(.message(Array(buffer[range])))
                at = range.upperBound
            }
        } catch {
            state = .ended
            report(.badFrame(error))
        }
    }

    private mutating func report(_ content: CapturedMessage.Content) {
        found.append((content, time))
    }

    /// A length that may be one and the type of a leasequery message: servers begin a packet with a message more often
    /// than not.
    private static func looksLikeFrame(_ octets: ArraySlice<UInt8>) -> Bool {
        let header = Array(octets.prefix(3))
        guard header.count == 3, Int(header[0]) << 8 | Int(header[1]) >= Limits.smallestMessage else { return false }
        return MessageType(rawValue: header[2]).isOfLeasequery
    }

    /// A TLS record where a frame should begin: as a frame it would be a message of a type that leasequery has not.
    private static func isTLS(_ octets: ArraySlice<UInt8>) -> Bool {
        let header = Array(octets.prefix(3))
        return header.count == 3 && (0x14...0x17).contains(header[0]) && header[1] == 3 && header[2] <= 4
    }
}

extension MessageType {
    /// Whether messages of this type stand on a leasequery connection.
    var isOfLeasequery: Bool {
        switch self {
        case .reply, .leasequery, .leasequeryReply, .leasequeryDone, .leasequeryData, .activeLeasequery, .startTLS: true
        default: false
        }
    }
}
