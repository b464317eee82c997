/// Cuts a stream of octets into messages: two octets of length before each (RFC 5460 section 5.1).
public enum FrameSplitter {
    public enum Step: Equatable, Sendable {
        /// Octets of the message, from the span's start.
        case message(Range<Int>)
        /// The frame is not yet there as a whole.
        case needsMore
    }

    /// Looks for one frame at `offset`.
    ///
    /// - Throws: `WireError` with `.messageTooShort` if the length announces no message (V-01): framing is lost and
    ///   the connection must be closed.
    @inlinable
    public static func next(in stream: RawSpan, at offset: Int) throws(WireError) -> Step {
        let present = stream.byteCount - offset
        guard present >= 2 else { return .needsMore }
        let length = Int(stream.uint16(at: offset))
        guard length >= Limits.smallestMessage else { throw WireError(.messageTooShort(announced: length), at: offset) }
        guard length <= present - 2 else { return .needsMore }
        return .message(offset + 2..<offset + 2 + length)
    }
}
