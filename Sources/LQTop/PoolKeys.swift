import Bindings
import DHCPv6Wire
import Settings

/// The keys of `[[pool]]`: what servers give addresses and prefixes out of, which the protocol does not tell.
enum PoolKeys {
    private static let all = ["name", "kind", "prefix", "range", "delegated-length"]

    static func read(_ sections: [TOMLSection], _ problems: inout SettingsProblems) -> [Pool] {
        var pools: [Pool] = []
        for section in sections {
            problems.add(section.others(than: all))
            guard let pool = problems.gather(try read(section)) else { continue }
            if let place = pools.firstIndex(where: { $0.name == pool.name }) {
                problems.add([section.error("name", "is the name of pool[\(place + 1)] already; give each its own")])
            }
            pools.append(pool)
        }
        return pools
    }

    private static func read(_ section: TOMLSection) throws(ConfigurationError) -> Pool {
        guard let prefix = try section.value("prefix", "write a prefix, as in 2001:db8:1::/64", { IPv6Prefix($0) })
        else {
            throw section.error("prefix", "is missing; write what all of the pool lies in, as in 2001:db8:1::/64")
        }
        let name = try section.text("name") ?? "\(prefix)"
        guard (1...40).contains(name.count), SafeText.plain(name.utf8) != nil, !name.contains("\"") else {
            throw section.error("name", "write 1 to 40 visible characters, no quotes or backslashes")
        }
        switch try section.text("kind") {
        case "na": return Pool(name, prefix, .addresses(try range(section, in: prefix)))
        case "pd": return Pool(name, prefix, .prefixes(length: try delegatedLength(section, in: prefix)))
        default: throw section.error("kind", "write \"na\" for addresses or \"pd\" for prefixes")
        }
    }

    /// All of the prefix if nothing is said.
    private static func range(
        _ section: TOMLSection, in prefix: IPv6Prefix
    ) throws(ConfigurationError) -> ClosedRange<IPv6Address> {
        guard try section.integer("delegated-length", in: 0...128) == nil else {
            throw section.error("delegated-length", "is of use with kind = \"pd\" only")
        }
        let fix = "write the first and the last address inside \(prefix), as in 2001:db8:1::1000 - 2001:db8:1::1fff"
        let range = try section.value("range", fix) { text in
            let ends = text.split(separator: " ").joined().split(separator: "-").map { IPv6Address(String($0)) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, prefix.contains(first),
                prefix.contains(last)
            else { return ClosedRange<IPv6Address>?.none }
            return first...last
        }
        return range ?? prefix.address...prefix.lastAddress
    }

    private static func delegatedLength(
        _ section: TOMLSection, in prefix: IPv6Prefix
    ) throws(ConfigurationError) -> UInt8 {
        guard try section.text("range") == nil else {
            throw section.error("range", "is of use with kind = \"na\" only")
        }
        guard let length = try section.integer("delegated-length", in: Int(prefix.length)...128) else {
            throw section.error("delegated-length", "is missing; write the length of the prefixes given out, as in 56")
        }
        return UInt8(length)
    }

    /// As lines of a configuration file.
    static func text(_ pool: Pool) -> String {
        let content =
            switch pool.content {
            case .addresses(let range): "kind = \"na\"\nrange = \"\(range.lowerBound) - \(range.upperBound)\""
            case .prefixes(let length): "kind = \"pd\"\ndelegated-length = \(length)"
            }
        return "\n[[pool]]\nname = \"\(pool.name)\"\nprefix = \"\(pool.prefix)\"\n\(content)"
    }
}

extension IPv6Prefix {
    fileprivate var lastAddress: IPv6Address {
        let mask = IPv6Address(high: .max, low: .max).masked(to: length)
        return IPv6Address(high: address.high | ~mask.high, low: address.low | ~mask.low)
    }
}
