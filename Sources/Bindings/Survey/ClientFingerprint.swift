import LeasequerySession

/// Tells clients apart by 64 bits of hash over the whole DUID: among a million clients, two are taken for one with a
/// probability of 1 in 37 million.
struct ClientFingerprint: Sendable {
    /// Spreads DUIDs differently in every survey's program, so that no client can aim for another.
    let seed: UInt64

    /// - Parameter long: the DUID if `head` does not hold it, else nothing.
    @inline(__always)
    func callAsFunction(_ head: DUIDHead, long: @autoclosure () -> ArraySlice<UInt8>) -> UInt64 {
        var hash = ClientFingerprint.mix(head.first ^ seed, head.second ^ 0xa076_1d64_78bd_642f)
        hash = ClientFingerprint.mix(hash ^ UInt64(head.third) << 8 ^ UInt64(head.count), 0x8ebc_6af0_9c88_c6e3)
        guard !head.isWhole else { return hash }
        for octet in long().dropFirst(DUIDHead.capacity) {
            hash = ClientFingerprint.mix(hash ^ UInt64(octet), 0xe703_7ed1_a0b4_28db)
        }
        return hash
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.low ^ product.high
    }
}
