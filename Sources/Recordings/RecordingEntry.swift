import LeasequerySession

/// One entry of a recording.
public enum RecordingEntry: Hashable, Sendable {
    /// What happened to the feed of a server, or what it did.
    case feed(ServerID, FeedNote)
    /// A second passed: what runs out runs out, and the recording goes on although nobody said anything.
    case tick
    /// So many entries with so many octets were not written, because the disk was too slow.
    case lost(entries: UInt64, octets: UInt64)
    /// There is no more, and why.
    case end(RecordingEnd)
}

/// Why a recording ends.
public enum RecordingEnd: UInt8, Hashable, Sendable {
    /// The program ended.
    case stopped
    /// The file had the size that was wanted at most.
    case sizeLimit
}
