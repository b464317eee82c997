import DHCPv6Wire

/// The loop body of a bulk run: octets of its connection in, verdicts of the run applied, a batch filled.
///
/// It knows no transport. The driver carries out `run.nextAction()`, hands `batch` on, and empties it.
public struct BulkRunner: ~Copyable, Sendable {
    public var run: BulkRun
    public var batch = UpdateBatch()
    private var decoder = MessageDecoder()
    private var skew = SkewEstimator()
    private var peer: PeerIdentity?

    public init(_ run: BulkRun) {
        self.run = run
        batch.isBulk = true
    }

    public var result: BulkResult {
        var result = run.result
        result.peer = peer
        return result
    }

    public mutating func take(_ input: ConnectionInput, at now: Moment) {
        switch input {
        case .opened: run.opened(at: now)
        case .secured(let peer):
            self.peer = peer
            run.secured(at: now)
        case .written: run.written(at: now)
        case .ended(let end, let rest):
            if !rest.isEmpty { run.framingLost(SessionRunner.truncation(of: rest.span.bytes)) }
            run.ended(end)
        }
    }

    /// A query is on its way: what answers it is younger than it.
    public mutating func sent(at now: Moment) {
        skew.connected(queryAt: now, roundTrip: nil)
    }

    /// Takes every whole message in `octets`, which were read and end at `now`.
    ///
    /// - Returns: how many octets are done with; the driver keeps the rest and brings it again with what follows.
    public mutating func consume(_ octets: RawSpan, at now: Moment) -> Int {
        var at = 0
        while !run.isFinished {
            do throws(WireError) {
                guard case .message(let range) = try FrameSplitter.next(in: octets, at: at) else { return at }
                take(octets.extracting(range), octetsBehind: octets.byteCount - range.upperBound, at: now)
                at = range.upperBound
            } catch {
                run.framingLost(error)
            }
        }
        return octets.byteCount
    }

    private mutating func take(_ message: RawSpan, octetsBehind: Int, at now: Moment) {
        do throws(WireError) {
            try decoder.decode(message)
        } catch {
            batch.tally.discarded += 1
            return run.receivedUnreadable(error, at: now)
        }
        let verdict = run.received(decoder, of: message, octetsBehind: octetsBehind, at: now)
        guard verdict != .discard else {
            batch.tally.discarded += 1
            return
        }
        batch.note(decoder.summary, of: message, at: now)
        if let base = decoder.summary.baseTime { skew.add(base: base, receivedAt: now, isPrompt: false) }
        let unwanted = verdict == .applyWithoutDeclined ? BulkRun.declinedClient : nil
        if verdict != .nothing { batch.append(decoder, of: message, origin: .bulk, leavingOut: unwanted) }
    }

    /// The batch as it is to be handed on: with what is known of the server's clock at `now`.
    public mutating func closeBatch(at now: Moment) {
        batch.skew = skew.estimate(at: now)
    }
}
