import ArgumentParser
import DHCPv6Wire
import KeaLeases
import NIOCore
import NIOPosix
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
    @OptionGroup(title: "Kea") var source: KeaHAOptions

    func run() throws {
        let file = try service.file()
        let service = try ServiceSettings(service, file)
        var source = source
        let tls = try source.complete(from: file)
        guard let kea = source.keaURL?.endpoint, let identity = source.kea.serverID?.duid else { return }
        var settings = KeaBackup.Settings(listen: try source.receiving.socketAddress(), kea: kea)
        settings.tls = tls
        settings.credentials = try source.passwordFile.map { try BasicCredentials(file: $0) }
        settings.syncInterval = source.syncInterval
        settings.subnets = source.kea.subnets(try source.kea.configuration())
        let configuration = try service.configuration(serverID: identity)
        var process = ServerProcess()
        let backup = KeaBackup(settings, on: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        StandardError.print("waiting for the leases of \(kea)")
        guard try process.wait(for: backup.start(), trouble: { backup.trouble }) else { return }
        try process.run(configuration, feed: backup.feed)
    }
}
