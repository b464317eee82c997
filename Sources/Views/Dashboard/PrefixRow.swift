import Bindings
import DHCPv6Wire

/// A line of the screen of prefixes: a branch of the tree, or a pool.
struct PrefixRow: Hashable, Sendable {
    /// What makes it the same line in the next survey.
    struct ID: Hashable, Sendable {
        var prefix: IPv6Prefix
        var pool: String?
    }

    var branch: PrefixTree.Branch
    var pool: PoolUse?

    var id: ID { ID(prefix: branch.prefix, pool: pool?.pool.name) }

    /// What a survey found inside a prefix; pools stand above everything.
    static func rows(_ survey: SurveyReport, in prefix: IPv6Prefix) -> [PrefixRow] {
        guard case .prefixes(let tree) = survey.contents else { return [] }
        let branches = tree.branches(of: prefix).map { PrefixRow(branch: $0) }
        guard prefix == PrefixTree.root else { return branches }
        return survey.pools.map { PrefixRow(branch: tree.branch($0.pool.prefix), pool: $0) } + branches
    }

    /// Bound addresses: of a pool of addresses those in it.
    var addresses: UInt128 {
        if let pool, case .addresses = pool.pool.content { pool.used } else { UInt128(branch.holdings.addresses) }
    }

    /// Bound prefixes: of a pool of prefixes as much of it as they take.
    var delegated: UInt128 {
        if let pool, case .prefixes = pool.pool.content { pool.used } else { UInt128(branch.holdings.prefixes) }
    }
}
