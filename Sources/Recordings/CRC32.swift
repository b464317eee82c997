/// The checksum of Ethernet, gzip and PNG (ISO/IEC 13239, polynomial 0x04c11db7): finds what a disk or a crash damaged.
enum CRC32 {
    static func of(_ octets: some Sequence<UInt8>) -> UInt32 {
        ~octets.reduce(~0) { sum, octet in sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ octet)] }
    }

    private static let table: [UInt32] = (0..<256).map { first in
        (0..<8).reduce(UInt32(first)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xedb8_8320 }
    }
}
