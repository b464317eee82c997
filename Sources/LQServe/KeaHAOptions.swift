import ArgumentParser
import DHCPv6Wire
import KeaLeases
import OpenSSLTLS
import Settings

/// Which Kea, and where it pushes its leases to; in the file, `[kea-ha]`.
struct KeaHAOptions: ParsableArguments {
    static let section = "kea-ha"
    private static let tlsPrefix = "kea-"
    private static let syncRange = 1.0...86_400.0

    @OptionGroup var kea: KeaOptions

    @Option(help: ArgumentHelp("The url of Kea's own entry among the peers.", valueName: "url"))
    var keaURL: KeaEndpointArgument?

    @Option(help: ArgumentHelp("Where to listen for Kea; else [::1]:8000.", valueName: "[address]:port"))
    var receive: ListenAddress?

    @Option(
        help: ArgumentHelp(
            "A file with user:password, readable by nobody else: what Kea must send, and what it is sent.",
            valueName: "file"))
    var passwordFile: String?

    @Option(help: TLSFileHelp.caFile)
    var keaCAFile: String?

    @Option(help: TLSFileHelp.caDirectory)
    var keaCADirectory: String?

    @Option(help: TLSFileHelp.certificate)
    var keaCertificate: String?

    @Option(help: TLSFileHelp.key)
    var keaKey: String?

    @Option(help: TLSFileHelp.crlFile)
    var keaCRLFile: String?

    @Option(
        help: ArgumentHelp("Compare with all of Kea's leases so often; else 300.", valueName: "seconds"),
        transform: seconds(in: syncRange))
    var sync: Duration?

    /// Takes what is not said from the file.
    ///
    /// - Returns: the settings for HTTPS with Kea in both directions; nil for clear text.
    mutating func complete(from file: TOMLSection?) throws(ConfigurationError) -> TLSSettings? {
        var keys = try TLSKeys(
            options: [
                "ca-file": keaCAFile, "ca-directory": keaCADirectory, "certificate": keaCertificate, "key": keaKey,
                "crl-file": keaCRLFile,
            ], prefix: KeaHAOptions.tlsPrefix)
        if let section = try file?.section(KeaHAOptions.section) {
            let prefix = KeaHAOptions.tlsPrefix
            try section.refuseOthers(
                than: KeaOptions.keys + ["kea-url", "receive", "password-file", "sync"]
                    + TLSKeys.files.map { prefix + $0 })
            try kea.complete(from: section)
            keaURL.fill(
                with: try section.value("kea-url", "write http://host:port/", KeaEndpointArgument.init(argument:)))
            receive.fill(with: try section.value("receive", "write [address]:port", ListenAddress.init(argument:)))
            passwordFile.fill(with: try section.path("password-file"))
            sync.fill(with: try section.seconds("sync", in: KeaHAOptions.syncRange))
            keys = keys.completed(by: try section.tls(prefix: prefix))
        }
        guard let keaURL else { throw missing("--kea-url", "the url of Kea's own entry among the peers") }
        guard kea.serverID != nil else { throw missing("--server-id", "Kea's own DUID does not come this way") }
        guard keaURL.endpoint.isSecure || !keys.isEmpty else { return nil }
        do throws(TLSKeys.Fault) {
            return try keys.settings(trustingElse: nil)
        } catch {
            throw ConfigurationError(
                "command line", key: "--\(KeaHAOptions.tlsPrefix)\(error.key)", "\(error.fix), for HTTPS with Kea")
        }
    }

    private func missing(_ option: String, _ what: String) -> ConfigurationError {
        ConfigurationError("command line", key: option, "is missing, here and in the file: \(what)")
    }

    /// As lines of a configuration file.
    func asConfigured(_ tls: TLSSettings?) -> [String] {
        var lines = ["[\(KeaHAOptions.section)]"] + kea.asConfigured
        if let keaURL { lines.append("kea-url = \"\(keaURL.endpoint)\"") }
        lines.append("receive = \"\(receiving)\"")
        if let passwordFile { lines.append("password-file = \"\(passwordFile)\"") }
        lines.append("sync = \(syncInterval.inSeconds)")
        return lines + (tls?.asConfigured(prefix: KeaHAOptions.tlsPrefix) ?? [])
    }

    var receiving: ListenAddress { receive ?? ListenAddress("::1", 8000) }

    var syncInterval: Duration { sync ?? .seconds(300) }
}

struct KeaEndpointArgument: ExpressibleByArgument {
    let endpoint: KeaEndpoint

    init?(argument: String) {
        guard let endpoint = KeaEndpoint(argument) else { return nil }
        self.endpoint = endpoint
    }
}
