import ArgumentParser
import DHCPv6Wire
import KeaLeases

/// What both ways to a Kea's leases need to know of it.
struct KeaOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration of kea-dhcp6: its subnets, and its lease file.", valueName: "file"))
    var keaConfig: String?

    @Option(
        help: ArgumentHelp(
            "A subnet of Kea's, id and prefix, if its configuration cannot be read; may be repeated.",
            valueName: "id=prefix"))
    var subnet: [KeaSubnet] = []

    @Option(
        help: ArgumentHelp(
            "The DUID to serve as, in hexadecimal; without it Kea's own, from kea-dhcp6-serverid beside the lease file.",
            valueName: "hex"))
    var serverID: DUIDArgument?

    /// Nil if none is named.
    func configuration() throws -> KeaConfiguration? { try keaConfig.map { try KeaConfiguration(file: $0) } }

    func subnets(_ configuration: KeaConfiguration?) -> [UInt32: IPv6Prefix] {
        (configuration?.subnets ?? [:]).merging(subnet.map { ($0.id, $0.prefix) }) { $1 }
    }
}

/// `1=2001:db8::/64`
struct KeaSubnet: ExpressibleByArgument {
    let id: UInt32
    let prefix: IPv6Prefix

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let id = UInt32(parts[0]), let prefix = IPv6Prefix(parts[1]) else { return nil }
        self.id = id
        self.prefix = prefix
    }
}

/// Octets in hexadecimal, with or without colons.
struct DUIDArgument: ExpressibleByArgument {
    let duid: DUID

    init?(argument: String) {
        guard let octets = [UInt8](hex: argument.filter { $0 != ":" }), DUID.validLengths.contains(octets.count) else {
            return nil
        }
        duid = DUID(octets: octets)
    }
}
