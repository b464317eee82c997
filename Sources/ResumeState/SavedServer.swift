import DHCPv6Wire
import LeasequerySession

/// A server as the configuration has it: what its state is filed under, and what is asked of it.
public struct SavedServer: Hashable, Sendable {
    public var name: String
    public var address: String
    /// The links that fills ask for; empty: all at once; nil: there are no fills.
    var links: [IPv6Address]?

    public init(name: String, address: String, fillPlan: FillPlan?) {
        self.init(name: name, address: address, links: fillPlan?.links)
    }

    init(name: String, address: String, links: [IPv6Address]?) {
        self.name = name
        self.address = address
        self.links = links
    }

    func isSame(as other: SavedServer) -> Bool { name == other.name && address == other.address }
}
