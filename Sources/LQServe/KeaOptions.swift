import ArgumentParser
import DHCPv6Wire
import KeaLeases
import Settings

/// What both ways to a Kea's leases need to know of it.
struct KeaOptions: ParsableArguments {
    static let keys = ["kea-config", "subnets", "server-id"]

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

    /// Takes what is not said from a section of the file.
    mutating func complete(from section: TOMLSection) throws(ConfigurationError) {
        keaConfig.fill(with: try section.path("kea-config"))
        let subnets = try section.values("subnets", "write id=prefix, as in 1=2001:db8::/64", KeaSubnet.init(argument:))
        if subnet.isEmpty { subnet = subnets }
        serverID.fill(
            with: try section.value("server-id", "write 2 to 130 octets in hexadecimal", DUIDArgument.init(argument:)))
    }

    /// Nil if none is named.
    func configuration() throws(KeaConfigurationError) -> KeaConfiguration? {
        guard let keaConfig else { return nil }
        return try KeaConfiguration(file: keaConfig)
    }

    func subnets(_ configuration: KeaConfiguration?) -> [UInt32: IPv6Prefix] {
        (configuration?.subnets ?? [:]).merging(subnet.map { ($0.id, $0.prefix) }) { $1 }
    }

    /// As lines of a configuration file.
    var asConfigured: [String] {
        (keaConfig.map { ["kea-config = \"\($0)\""] } ?? [])
            + (subnet.isEmpty ? [] : ["subnets = \(TOMLSection.array(subnet))"])
            + (serverID.map { ["server-id = \"\($0.duid)\""] } ?? [])
    }
}

extension Optional {
    /// Takes the other if there is none.
    mutating func fill(with other: Wrapped?) { self = self ?? other }
}

/// `1=2001:db8::/64`
struct KeaSubnet: ExpressibleByArgument, CustomStringConvertible {
    let id: UInt32
    let prefix: IPv6Prefix

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let id = UInt32(parts[0]), let prefix = IPv6Prefix(parts[1]) else { return nil }
        self.id = id
        self.prefix = prefix
    }

    var description: String { "\(id)=\(prefix)" }
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
