/// The header of a classic pcap file (draft-ietf-opsawg-pcap).
struct PcapHeader {
    let swapped: Bool
    let isNanoseconds: Bool
    let link: LinkType

    static let length = 24

    /// Nil if it is not one.
    init?(_ file: Octets) {
        switch file.uint32(0) {
        case 0xa1b2_c3d4: (swapped, isNanoseconds) = (false, false)
        case 0xd4c3_b2a1: (swapped, isNanoseconds) = (true, false)
        case 0xa1b2_3c4d: (swapped, isNanoseconds) = (false, true)
        case 0x4d3c_b2a1: (swapped, isNanoseconds) = (true, true)
        default: return nil
        }
        guard let link = file.uint32(20, swapped: swapped) else { return nil }
        // The upper bits tell the length of a frame check sequence.
        self.link = LinkType(rawValue: UInt16(truncatingIfNeeded: link))
    }
}

extension CaptureFile {
    mutating func readPcap(_ file: Octets, _ header: PcapHeader) {
        var rest = file.dropping(PcapHeader.length)
        while let record = rest, record.count > 0 {
            guard let seconds = record.uint32(0, swapped: header.swapped),
                let fraction = record.uint32(4, swapped: header.swapped),
                let length = record.uint32(8, swapped: header.swapped),
                let data = record.dropping(16), Int(length) <= data.count
            else {
                fault = CaptureError(.truncated, at: record.start)
                return
            }
            let nanoseconds = Int64(fraction) * (header.isNanoseconds ? 1 : 1000)
            packets.append(
                CapturedPacket(
                    time: Int64(seconds) * 1_000_000_000 + nanoseconds, link: header.link,
                    octets: data.prefix(Int(length))))
            rest = data.dropping(Int(length))
        }
    }
}
