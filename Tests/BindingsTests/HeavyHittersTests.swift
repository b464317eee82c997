import DHCPv6Wire
import TestSupport
import Testing

@testable import Bindings

struct HeavyHittersTests {
    @Test("no count is too high, none is lower than said, and nobody frequent is missing", arguments: 0..<20)
    func bounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 1...32, using: &random)
        let population = Int.random(in: 1...300, using: &random)
        var sketch = HeavyHitters<Int>(capacity: capacity)
        var exact: [Int: UInt32] = [:]
        for _ in 0..<5_000 {
            // The least of some is small more often: a few are frequent.
            let key = (0..<4).map { _ in Int.random(in: 0..<population, using: &random) }.min()!
            sketch.count(key)
            exact[key, default: 0] += 1
        }
        let top = sketch.top(capacity)
        #expect(sketch.total == 5_000)
        #expect(UInt64(sketch.undercount) <= 5_000 / UInt64(capacity + 1))
        for (key, atLeast) in top {
            #expect(atLeast <= exact[key]! && exact[key]! <= atLeast + sketch.undercount)
        }
        let frequent = exact.filter { UInt64($0.value) > 5_000 / UInt64(capacity + 1) }.keys
        #expect(Set(top.map(\.key)).isSuperset(of: frequent))
        #expect(top.map(\.atLeast) == top.map(\.atLeast).sorted(by: >))
    }

    @Test("the link of a client is the one that its relays name, as the full decoder finds it")
    func links() {
        let (outer, inner) = (IPv6Address("2001:db8:a::1")!, IPv6Address("2001:db8:b::1")!)
        for chain in [[], [outer], [outer, inner], [outer, .unspecified], [.unspecified, .unspecified]] {
            let path = RelayPath(hops: chain.map { RelayHop(hopCount: 0, link: $0, peer: outer) })
            var details: [UInt8] = []
            var options = [RawOption(OptionCode(rawValue: 39), [0, 1, 97, 0])]
            if !chain.isEmpty { options.append(RawOption(.relayData, outer.octets + path.octets)) }
            options.encode(into: &details)
            #expect(link(in: details) == RelayPath(details: details)?.clientLink)
            // Cut anywhere it is not read past its end.
            for count in details.indices { _ = link(in: Array(details.prefix(count))) }
        }
    }

    private func link(in details: [UInt8]) -> IPv6Address? { ClientLink.address(in: details.span.bytes) }
}
