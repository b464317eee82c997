import DHCPv6Wire

/// Prefixes that may lie in each other, to be searched for all that cover another.
struct NestedPrefixes: Sendable {
    private struct Node: Sendable {
        var prefix: IPv6Prefix
        /// Where it was among those that were given.
        var place: Int
        /// The nearest one around it.
        var parent: Int?
    }

    private var nodes: [Node] = []

    init(_ prefixes: [IPv6Prefix]) {
        let sorted = prefixes.enumerated().sorted { NestedPrefixes.isBefore($0.element, $1.element) }
        for (place, prefix) in sorted {
            var parent = nodes.indices.last
            while let candidate = parent, !nodes[candidate].prefix.contains(prefix) { parent = nodes[candidate].parent }
            nodes.append(Node(prefix: prefix, place: place, parent: parent))
        }
    }

    /// Calls `body` with the place of each that covers `prefix`.
    @inline(__always)
    func visit(covering prefix: IPv6Prefix, _ body: (Int) -> Void) {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if NestedPrefixes.isBefore(prefix, nodes[middle].prefix) { high = middle } else { low = middle + 1 }
        }
        var next: Int? = low > 0 ? low - 1 : nil
        while let index = next {
            if nodes[index].prefix.contains(prefix) { body(nodes[index].place) }
            next = nodes[index].parent
        }
    }

    private static func isBefore(_ left: IPv6Prefix, _ right: IPv6Prefix) -> Bool {
        left.address != right.address ? left.address < right.address : left.length < right.length
    }
}
