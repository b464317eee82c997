import DHCPv6Wire

/// The loop body of a feed: octets of a connection in, verdicts of the session applied, a batch filled.
///
/// It knows no transport, so that whatever has a server's octets can drive it. The driver carries out
/// `output.actions`, hands `batch` and `output.events` on, and empties both.
public struct SessionRunner: ~Copyable, Sendable {
    public private(set) var session: ServerSession
    public var output = SessionOutput()
    public var batch = UpdateBatch()
    private var decoder = MessageDecoder()

    public init(_ session: ServerSession) {
        self.session = session
    }

    /// Tells the session what happened besides octets.
    public mutating func tell(_ input: (inout ServerSession, inout SessionOutput) -> Void) {
        input(&session, &output)
    }

    public mutating func take(_ input: SessionInput, at now: Moment) {
        switch input {
        case .start: session.start(at: now, into: &output)
        case .reconnect: session.reconnect(at: now, into: &output)
        case .stop: session.stop(at: now, into: &output)
        case .deadline: session.deadlineReached(at: now, into: &output)
        case .refill(let isUrgent): session.refill(isUrgent: isUrgent, at: now, into: &output)
        }
    }

    public mutating func take(_ input: ConnectionInput, on id: ConnectionID, at now: Moment) {
        switch input {
        case .opened(let roundTrip): session.opened(id, roundTrip: roundTrip, at: now, into: &output)
        case .secured(let peer): session.secured(id, peer: peer, at: now, into: &output)
        case .written: session.queryWritten(id, at: now)
        case .ended(let end, let rest): streamEnded(id, end, leaving: rest.span.bytes, at: now)
        }
    }

    /// Takes every whole message in `octets`, which were read from `id` and end at `now`.
    ///
    /// - Parameter isPrompt: whether they were read as soon as they came: false while reads fill their buffers.
    /// - Returns: how many octets are done with; the driver keeps the rest and brings it again with what follows.
    ///   Less than one frame stays: at most 65 536 octets.
    public mutating func consume(
        _ octets: RawSpan, on id: ConnectionID, at now: Moment, isPrompt: Bool = true
    ) -> Int {
        session.isReadingPromptly = isPrompt
        var at = 0
        while true {
            switch frame(in: octets, at: at, on: id, now: now) {
            case .message(let range):
                let octetsBehind = octets.byteCount - range.upperBound
                guard take(octets.extracting(range), octetsBehind: octetsBehind, on: id, at: now) else {
                    return octets.byteCount
                }
                at = range.upperBound
            case .needsMore: return at
            case nil: return octets.byteCount
            }
        }
    }

    /// The stream of `id` ended and left `octets` unused: fewer than a frame (V-02), or none.
    public mutating func streamEnded(
        _ id: ConnectionID, _ end: TransportEnd, leaving octets: RawSpan, at now: Moment
    ) {
        if octets.byteCount > 0 {
            session.framingLost(id, SessionRunner.truncation(of: octets), at: now, into: &output)
        }
        session.ended(id, end, at: now, into: &output)
    }

    /// What is wrong with a last part of a frame; half a length announces the other half.
    static func truncation(of octets: RawSpan) -> WireError {
        guard octets.byteCount >= 2 else { return WireError(.truncatedFrame(announced: 2, present: 1), at: 0) }
        let announced = UInt16(bigEndian: octets.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self))
        return WireError(.truncatedFrame(announced: Int(announced), present: octets.byteCount - 2), at: 0)
    }

    /// The next frame; nil if framing is lost (V-01), which the session then knows.
    private mutating func frame(
        in octets: RawSpan, at offset: Int, on id: ConnectionID, now: Moment
    ) -> FrameSplitter.Step? {
        do throws(WireError) {
            return try FrameSplitter.next(in: octets, at: offset)
        } catch {
            session.framingLost(id, error, at: now, into: &output)
            return nil
        }
    }

    /// - Returns: whether the connection goes on.
    private mutating func take(
        _ message: RawSpan, octetsBehind: Int, on id: ConnectionID, at now: Moment
    ) -> Bool {
        do throws(WireError) {
            try decoder.decode(message)
        } catch {
            batch.tally.discarded += 1
            session.undecodable(id, error, at: now, into: &output)
            return true
        }
        let verdict = session.received(
            decoder.summary, octets: message, octetsBehind: octetsBehind, on: id, at: now, into: &output)
        switch verdict {
        case .apply(let origin):
            batch.note(decoder.summary, of: message, at: now)
            batch.append(decoder, of: message, origin: origin)
            return true
        case .discard:
            batch.tally.discarded += 1
            return true
        case .secure: return true
        case .finish:
            batch.note(decoder.summary, of: message, at: now)
            return false
        case .reject:
            batch.tally.discarded += 1
            return false
        }
    }

    /// The batch as it is to be handed on: with what is known of the server's clock at `now`, and where the feed stands
    /// after it.
    public mutating func closeBatch(at now: Moment) {
        batch.skew = session.skew.estimate(at: now)
        batch.resume = session.resume
    }
}
