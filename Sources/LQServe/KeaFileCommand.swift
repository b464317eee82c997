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
    @OptionGroup(title: "Kea") var source: KeaFileOptions

    func run() throws {
        let file = try service.file()
        let settings = try ServiceSettings(service, file)
        var source = source
        try source.complete(from: file)
        let configuration = try source.kea.configuration()
        let path = source.leases ?? configuration?.leaseFile ?? "/var/lib/kea/kea-leases6.csv"
        let identity = try source.kea.serverID?.duid ?? KeaServerID.read(beside: path)
        let feed = try KeaLeaseFeed(path, subnets: source.kea.subnets(configuration))
        try ServerProcess().run(try settings.configuration(serverID: identity), feed: feed)
    }
}
