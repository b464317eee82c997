/// The outer form of a recording (docs/recording.md): a header, then blocks, each of which can be read by itself.
enum RecordingFormat {
    /// No text begins like this, and a copy that changed line ends does not either.
    static let magic: [UInt8] = [0x89] + Array("LQREC\r\n".utf8)
    static let version: UInt32 = 1
    /// In front of each block: where to go on after damage.
    static let marker: [UInt8] = Array("LQBK".utf8)
    /// Marker, length, checksum.
    static let blockHead = 12
    /// A block is closed when it has so many octets.
    static let blockSize = 64 * 1024
    /// More is damage: what is read at once is less than two frames and a read.
    static let longestBlock = 1 << 20

    /// The octets of a length and what it is of, with their checksum between them.
    static func summed(_ body: [UInt8]) -> [UInt8] {
        var length = OctetWriter()
        length.append(fixed: UInt32(body.count))
        var head = length
        head.append(fixed: CRC32.of(length.octets + body))
        return head.octets + body
    }

    static func block(_ entries: [UInt8]) -> [UInt8] { marker + summed(entries) }

    static func fixed(_ octets: ArraySlice<UInt8>) -> UInt32 { octets.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
}

/// What a recording says of itself.
public struct RecordingHeader: Hashable, Sendable {
    /// Of the program that made it.
    public var program: String
    /// What it ran with, as text of the program's own.
    public var configuration: String

    public init(program: String, configuration: String) {
        self.program = program
        self.configuration = configuration
    }

    /// The beginning of a file.
    public var octets: [UInt8] {
        var body = OctetWriter()
        body.append(program)
        body.append(configuration)
        var version = OctetWriter()
        version.append(fixed: RecordingFormat.version)
        return RecordingFormat.magic + version.octets + RecordingFormat.summed(body.octets)
    }
}

/// Why a file cannot be replayed at all.
public enum RecordingError: Error, Hashable, Sendable {
    case noRecording
    case version(UInt32)
    /// The header is cut off or damaged: without the configuration nothing behind it has a meaning.
    case damagedHeader
}

extension RecordingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noRecording: "this is no recording of lqtop"
        case .version(let version):
            "a recording of format \(version), of which this lqtop knows \(RecordingFormat.version) only: use the lqtop "
                + "that made it, or a newer one"
        case .damagedHeader: "the recording's header is damaged: it does not say what was recorded"
        }
    }
}
