import DHCPv6Wire
import LeasequerySession

/// A filter prepared for looking at a million records: words and masks, nothing decoded, nothing allocated.
struct FilterMatcher {
    private enum Test {
        case inside(prefix: IPv6Prefix, mask: IPv6Address)
        case covering(IPv6Address)
        case client(OctetSearch)
    }

    private let tests: [Test]

    init(_ filter: Filter?) {
        tests = (filter?.terms ?? []).map { term in
            switch term {
            case .inside(let prefix):
                .inside(prefix: prefix, mask: IPv6Address(high: .max, low: .max).masked(to: prefix.length))
            case .covering(let address): .covering(address)
            case .clientOctets(let octets): .client(OctetSearch(octets))
            }
        }
    }

    var passesAll: Bool { tests.isEmpty }

    func passes(_ record: BindingRecord, of table: borrowing BindingTable) -> Bool {
        for test in tests {
            switch test {
            case .inside, .covering:
                guard passes(test, record.address, record.length) else { return false }
            case .client(let search):
                guard search.isFound(in: record.duid) || isFound(search, inRestOf: record, table) else { return false }
            }
        }
        return true
    }

    /// The log knows of a client only the DUIDs.
    func passes(_ sequence: UInt64, of log: borrowing ChangeLog) -> Bool {
        let entry = log[sequence]
        for test in tests {
            switch test {
            case .inside, .covering:
                guard passes(test, entry.address, entry.length) else { return false }
            case .client(let search):
                let isLongFound =
                    !entry.duid.isWhole && (log.longDUID(sequence).map { search.isFound(in: $0.octets) } ?? false)
                guard search.isFound(in: entry.duid) || isLongFound else { return false }
            }
        }
        return true
    }

    private func passes(_ test: Test, _ address: IPv6Address, _ length: UInt8) -> Bool {
        switch test {
        case .inside(let prefix, let mask):
            length >= prefix.length && address.high & mask.high == prefix.address.high
                && address.low & mask.low == prefix.address.low
        case .covering(let inner): inner.masked(to: length) == address
        case .client: true
        }
    }

    private func isFound(
        _ search: OctetSearch, inRestOf record: BindingRecord, _ table: borrowing BindingTable
    ) -> Bool {
        let hasAddress = record.flags.contains(.hasLinkLayerAddress)
        guard hasAddress || !record.duid.isWhole else { return false }
        let rest = table.pool.octets(record.rest)
        let duidCount = record.duid.isWhole ? 0 : Int(record.duid.count)
        if duidCount > 0, search.isFound(in: rest.prefix(duidCount)) { return true }
        guard hasAddress else { return false }
        let details = rest.dropFirst(duidCount)
        return details.withUnsafeBytes { LinkLayerOption.address(in: $0.bytes) }.map { range in
            search.isFound(in: details.dropFirst(range.lowerBound).prefix(range.count))
        } ?? false
    }
}

/// Some octets to be found inside others.
struct OctetSearch {
    private let octets: [UInt8]
    /// The least common of the octets in all eight places of a word: most DUIDs do not have it.
    private let rarest: UInt64

    init(_ octets: [UInt8]) {
        self.octets = octets
        let rarest = octets.last { !OctetSearch.common.contains($0) } ?? octets.last ?? 0
        self.rarest = UInt64(rarest) &* 0x0101_0101_0101_0101
    }

    /// What DUID types, hardware types and padding are made of.
    private static let common: Set<UInt8> = [0x00, 0x01, 0x02, 0x03, 0x04, 0xff]

    /// Looks at the octets in the head only.
    func isFound(in head: DUIDHead) -> Bool {
        let isRarestThere =
            OctetSearch.hasZero(head.first ^ rarest) || OctetSearch.hasZero(head.second ^ rarest)
            || OctetSearch.hasZero(UInt64(head.third) << 32 ^ rarest)
        return isRarestThere && isFound(in: head.octets)
    }

    func isFound(in text: some RandomAccessCollection<UInt8>) -> Bool {
        guard text.count >= octets.count else { return false }
        return (0...text.count - octets.count).contains { text.dropFirst($0).starts(with: octets) }
    }

    /// Whether one of the eight octets is zero.
    private static func hasZero(_ word: UInt64) -> Bool {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
    }
}
