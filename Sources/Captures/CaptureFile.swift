/// One packet of a capture.
struct CapturedPacket {
    /// Nanoseconds since 1970-01-01 00:00:00 UTC by the clock of the capturing machine.
    let time: Int64
    let link: LinkType
    /// As much as was captured.
    let octets: Octets
}

/// What is wrong with a capture file, and where.
public struct CaptureError: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        /// Neither pcap nor pcapng.
        case unknownFormat
        /// The file ends inside a header or a packet, as when the capturing program was killed.
        case truncated
        /// A length in the file contradicts the file's structure.
        case badLength(Int)
    }

    public let problem: Problem
    /// Octets from the start of the file.
    public let offset: Int

    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension CaptureError: CustomStringConvertible {
    public var description: String {
        switch problem {
        case .unknownFormat: "neither pcap nor pcapng"
        case .truncated: "capture ends inside a packet or header at offset \(offset)"
        case .badLength(let length): "impossible length \(length) at offset \(offset) of the capture"
        }
    }
}

/// The packets of a pcap or pcapng file, in the order of the file.
struct CaptureFile {
    var packets: [CapturedPacket] = []
    /// What kept the rest of the file from being read.
    var fault: CaptureError?

    /// - Throws: `CaptureError` if not even the file's header can be read.
    init(_ file: [UInt8]) throws(CaptureError) {
        let octets = Octets(file)
        if let header = PcapHeader(octets) {
            readPcap(octets, header)
        } else if CaptureFile.isPcapng(octets) {
            readPcapng(octets)
        } else {
            throw CaptureError(.unknownFormat, at: 0)
        }
    }
}
