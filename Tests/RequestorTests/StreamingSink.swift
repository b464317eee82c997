import LeasequerySession

/// A recording sink that can be waited for.
final class StreamingSink: FeedSink {
    let recording = RecordingSink()
    private let next: (any FeedSink)?
    private let (turns, turn) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameter next: gets everything before it is recorded.
    init(before next: (any FeedSink)? = nil) {
        self.next = next
    }

    func receive(_ batch: borrowing UpdateBatch, _ events: [SessionEvent], from server: ServerID, at now: Moment) {
        next?.receive(batch, events, from: server, at: now)
        recording.receive(batch, events, from: server, at: now)
        turn.yield()
    }

    func receive(_ reading: ConnectionReading, from server: ServerID) { next?.receive(reading, from: server) }

    /// Returns when what was seen of `server` is as wanted.
    func wait(
        for server: ServerID = ServerID(rawValue: 0), until isEnough: (RecordingSink.Seen) -> Bool
    ) async {
        if isEnough(recording.seen(of: server)) { return }
        for await _ in turns where isEnough(recording.seen(of: server)) { return }
    }
}
