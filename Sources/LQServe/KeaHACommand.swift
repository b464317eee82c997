import ArgumentParser
import DHCPv6Wire
import KeaLeases
import NIOCore
import NIOPosix
import OpenSSLTLS
import Responder

/// `lqserve kea-ha`: the leases of a Kea on another host, or with leases in a database, pushed by its HA hook.
struct KeaHACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kea-ha",
        abstract: "Serve the leases that a Kea DHCPv6 server pushes to us as its HA backup.",
        discussion: """
            In Kea's HA hook: mode "passive-backup", "wait-backup-ack": false, and a peer with the role "backup" whose \
            url is where --receive listens. At the start, and every --sync seconds, all leases are asked for \
            (lease6-get-page, from the hook lease_cmds) and compared, since Kea repeats nothing.
            Example: lqserve kea-ha --kea-url http://192.0.2.1:8000/ --receive 192.0.2.2:8000 --server-id 000200... \
            --subnet 1=2001:db8:1::/64 --enable-active --certificate server.pem --key server.key --ca-file ca.pem
            """)

    @OptionGroup var service: ServiceOptions
    @OptionGroup(title: "Kea") var kea: KeaOptions

    @Option(help: ArgumentHelp("The url of Kea's own entry among the peers.", valueName: "url"))
    var keaURL: KeaEndpointArgument

    @Option(help: ArgumentHelp("Where to listen for Kea.", valueName: "[address]:port"))
    var receive = ListenAddress("::1", 8000)

    @Option(
        help: ArgumentHelp(
            "A file with user:password, readable by nobody else: what Kea must send, and what it is sent.",
            valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("Our certificate for HTTPS with Kea in both directions, PEM.", valueName: "file"))
    var keaCertificate: String?

    @Option(help: ArgumentHelp("Its private key, PEM, readable by nobody else.", valueName: "file"))
    var keaKey: String?

    @Option(help: ArgumentHelp("The authorities that vouch for Kea, PEM.", valueName: "file"))
    var keaCAFile: String?

    @Option(help: ArgumentHelp("Compare with all of Kea's leases so often.", valueName: "seconds"))
    var sync = 300.0

    func validate() throws {
        _ = try tls()
        if kea.serverID == nil {
            throw ValidationError("--server-id is missing: Kea's own DUID does not come this way")
        }
        if !(1...86_400).contains(sync) { throw ValidationError("--sync: not in 1...86400 seconds") }
    }

    func run() throws {
        guard let identity = kea.serverID?.duid else { return }
        var settings = KeaBackup.Settings(listen: try receive.socketAddress(), kea: keaURL.endpoint)
        settings.tls = try tls()
        settings.credentials = try passwordFile.map { try BasicCredentials(file: $0) }
        settings.syncInterval = .seconds(sync)
        settings.subnets = kea.subnets(try kea.configuration())
        let configuration = try service.configuration(serverID: identity)
        var process = ServerProcess()
        let backup = KeaBackup(settings, on: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        StandardError.write("lqserve: waiting for the leases of \(keaURL.endpoint)\n")
        guard try process.wait(for: backup.start(), trouble: { backup.trouble }) else { return }
        try process.run(configuration, feed: backup.feed)
    }

    private func tls() throws -> TLSSettings? {
        guard let keaCertificate, let keaKey, let keaCAFile else {
            if [keaCertificate, keaKey, keaCAFile].contains(where: { $0 != nil }) || keaURL.endpoint.isSecure {
                throw ValidationError("HTTPS with Kea needs --kea-certificate, --kea-key and --kea-ca-file")
            }
            return nil
        }
        return TLSSettings(trust: .file(keaCAFile), certificate: keaCertificate, key: keaKey)
    }
}

struct KeaEndpointArgument: ExpressibleByArgument {
    let endpoint: KeaEndpoint

    init?(argument: String) {
        guard let endpoint = KeaEndpoint(argument) else { return nil }
        self.endpoint = endpoint
    }
}
