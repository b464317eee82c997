import DHCPv6Wire

/// How to ask one server for all of its bindings, which no bulk query means by itself (RFC 5007 section 4.1.2.1): by
/// link `::` where the server takes that for every link, else by each link that is configured.
public struct FillPlan: Hashable, Sendable {
    /// An address of each link of the server; may be empty.
    public var links: [IPv6Address]

    public init(links: [IPv6Address] = []) {
        self.links = links
    }

    /// The queries that pay `debt`: of a debt without a beginning everything is asked for.
    func queries(paying debt: Debt, perLink: Bool) -> [BulkQuery] {
        (perLink ? links : [.unspecified]).map { link in
            BulkQuery(.link(link), changedFrom: debt.from, to: debt.from == nil ? nil : debt.to)
        }
    }
}

/// What a fill was able to ask for.
public enum FillScope: Hashable, Sendable {
    /// Every link, as the server understands `::`.
    case everything
    /// So many configured links: what the server has on others is not known.
    case links(Int)
}
