import ArgumentParser
import DHCPv6Wire
import KeaLeases
import Responder

/// `lqserve kea-file`: the leases of a Kea on this machine.
struct KeaFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kea-file",
        abstract: "Serve the leases of a Kea DHCPv6 server on this machine (memfile, Kea 2.2 to 3.x).",
        discussion: """
            Follows Kea's lease file: nothing in Kea has to change. It needs to be readable; so does Kea's configuration, \
            which names the file and the subnets.
            Example: lqserve kea-file --kea-config /etc/kea/kea-dhcp6.conf --enable-active --certificate server.pem \
            --key server.key --ca-file requestors.pem
            """)

    @OptionGroup var service: ServiceOptions

    @Option(help: ArgumentHelp("The configuration of kea-dhcp6.", valueName: "file"))
    var keaConfig: String?

    @Option(
        help: ArgumentHelp(
            "The lease file, if not the one of the configuration (/var/lib/kea/kea-leases6.csv).", valueName: "file"))
    var leases: String?

    @Option(
        help: ArgumentHelp(
            "A subnet of Kea's, id and prefix, if its configuration cannot be read; may be repeated.",
            valueName: "id=prefix"))
    var subnet: [KeaSubnet] = []

    @Option(
        help: ArgumentHelp(
            "The DUID to serve as, in hexadecimal. Without it Kea's own, from kea-dhcp6-serverid beside the lease file.",
            valueName: "hex"))
    var serverID: DUIDArgument?

    func run() throws {
        let kea = try keaConfig.map { try KeaConfiguration(file: $0) }
        let path = leases ?? kea?.leaseFile ?? "/var/lib/kea/kea-leases6.csv"
        let subnets = (kea?.subnets ?? [:]).merging(subnet.map { ($0.id, $0.prefix) }) { $1 }
        let identity = try serverID?.duid ?? KeaServerID.read(beside: path)
        let feed = try KeaLeaseFeed(path, subnets: subnets)
        try ServerProcess(try service.configuration(serverID: identity), feed: feed).run()
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
