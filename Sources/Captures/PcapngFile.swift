/// One interface of a pcapng section.
private struct PcapngInterface {
    let link: LinkType
    /// `if_tsresol`: a power of ten, or of two if the first bit is set; microseconds if not said.
    var resolution: UInt8 = 6

    /// Option 9 holds the resolution.
    init(_ block: Octets, swapped: Bool) {
        link = LinkType(rawValue: block.uint16(8, swapped: swapped) ?? 0)
        var options = block.dropping(16)
        while let option = options, let code = option.uint16(0, swapped: swapped), code != 0,
            let length = option.uint16(2, swapped: swapped)
        {
            if code == 9, let value = option.uint8(4) { resolution = value }
            options = option.dropping(4 + (Int(length) + 3) / 4 * 4)
        }
    }

    /// Nanoseconds since 1970 from the interface's ticks.
    func time(_ ticks: UInt64) -> Int64 {
        let exponent = Int(resolution & 0x7f)
        guard resolution & 0x80 == 0 else {
            guard exponent < 34 else { return 0 }
            let fraction = ticks & (1 << UInt64(exponent) - 1)
            return Int64(truncatingIfNeeded: (ticks >> UInt64(exponent)) &* 1_000_000_000)
                &+ Int64(truncatingIfNeeded: fraction * 1_000_000_000 >> UInt64(exponent))
        }
        var time = ticks
        for _ in 0..<max(9 - exponent, 0) { time = time &* 10 }
        for _ in 0..<max(exponent - 9, 0) { time /= 10 }
        return Int64(truncatingIfNeeded: time)
    }
}

extension CaptureFile {
    /// A section header block: its type reads the same in both orders, its magic tells the order.
    static func isPcapng(_ file: Octets) -> Bool {
        file.uint32(0) == 0x0a0d_0d0a && pcapngOrder(file) != nil
    }

    /// Whether the section beginning here is written the other way round; nil if it is no section.
    private static func pcapngOrder(_ section: Octets) -> Bool? {
        switch section.uint32(8) {
        case 0x1a2b_3c4d: false
        case 0x4d3c_2b1a: true
        default: nil
        }
    }

    /// Reads sections, interfaces and packets; all other blocks are passed over (draft-ietf-opsawg-pcapng).
    mutating func readPcapng(_ file: Octets) {
        var swapped = false
        var interfaces: [PcapngInterface] = []
        var rest: Octets? = file
        while let block = rest, block.count > 0 {
            let isSection = block.uint32(0) == 0x0a0d_0d0a
            if isSection {
                swapped = CaptureFile.pcapngOrder(block) ?? swapped
                interfaces = []
            }
            guard let type = block.uint32(0, swapped: swapped), let announced = block.uint32(4, swapped: swapped) else {
                fault = CaptureError(.truncated, at: block.start)
                return
            }
            let length = Int(announced)
            guard length >= 12, length % 4 == 0 else {
                fault = CaptureError(.badLength(length), at: block.start)
                return
            }
            guard length <= block.count else {
                fault = CaptureError(.truncated, at: block.start)
                return
            }
            let body = block.prefix(length - 4)
            switch type {
            case 1: interfaces.append(PcapngInterface(body, swapped: swapped))
            case 3: appendSimple(body, interfaces)
            case 6: appendEnhanced(body, interfaces, swapped: swapped)
            default: break
            }
            rest = block.dropping(length)
        }
    }

    private mutating func appendEnhanced(_ block: Octets, _ interfaces: [PcapngInterface], swapped: Bool) {
        guard let index = block.uint32(8, swapped: swapped), index < interfaces.count,
            let high = block.uint32(12, swapped: swapped), let low = block.uint32(16, swapped: swapped),
            let length = block.uint32(20, swapped: swapped), let data = block.dropping(28)
        else { return }
        let interface = interfaces[Int(index)]
        packets.append(
            CapturedPacket(
                time: interface.time(UInt64(high) << 32 | UInt64(low)), link: interface.link,
                octets: data.prefix(Int(length))))
    }

    /// A simple packet tells no time and belongs to the first interface; it may be padded, as its IP length tells.
    private mutating func appendSimple(_ block: Octets, _ interfaces: [PcapngInterface]) {
        guard let interface = interfaces.first, let data = block.dropping(12) else { return }
        packets.append(CapturedPacket(time: packets.last?.time ?? 0, link: interface.link, octets: data))
    }
}
