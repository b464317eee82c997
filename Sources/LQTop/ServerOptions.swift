import ArgumentParser
import DHCPv6Wire
import LeasequerySession
import Requestor
import Settings

/// Which servers a command is about: those of the configuration file, or those named on the command line.
struct ServerOptions: ParsableArguments {
    @Option(help: "Configuration file, instead of ~/.config/lqtop/lqtop.toml or /etc/lqtop/lqtop.toml.")
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A server: host, host:port, [address]:port, or a name from the configuration file. May be given again. "
                + "Port \(ServerEndpoint.defaultPort) if none is given. Without this option, all servers of the file.",
            valueName: "address"))
    var server: [String] = []

    @Flag(help: "Accept plain TCP to servers named by address: nobody proves who speaks, anyone on the way can read.")
    var insecure = false

    @OptionGroup(title: "TLS to servers named by address") var tls: TLSOptions

    /// The settings of the file, with the servers that are meant.
    func configuration() throws(ConfigurationError) -> Configuration {
        try configuration(choosingFrom: ConfigurationFile.load(config))
    }

    /// - Parameter file: what the file says.
    func configuration(choosingFrom file: Configuration) throws(ConfigurationError) -> Configuration {
        var configuration = file
        let keys = try tls.keys()
        guard !server.isEmpty else {
            guard keys.isEmpty else {
                throw ConfigurationError(
                    "command line", key: "--server", "is missing: TLS options are for servers named by address")
            }
            return configuration
        }
        var chosen: [Configuration.Server] = []
        for text in server {
            let one = try find(text, in: configuration, keys)
            guard !chosen.contains(where: { $0.endpoint == one.endpoint }) else {
                throw ConfigurationError("command line", key: "--server", value: text, "is named twice")
            }
            chosen.append(one)
        }
        configuration.unwatched = configuration.servers.filter { server in
            !chosen.contains { $0.name == server.name && $0.endpoint == server.endpoint }
        }
        PartnerNames.forgetAbsent(in: &chosen)
        configuration.servers = chosen
        return configuration
    }

    private func find(
        _ text: String, in configuration: Configuration, _ keys: TLSKeys
    ) throws(ConfigurationError) -> Configuration.Server {
        if let server = configuration.servers.first(where: { $0.name == text }) { return server }
        let endpoint: ServerEndpoint
        do throws(ServerEndpoint.Invalid) {
            endpoint = try ServerEndpoint(text)
        } catch {
            throw ConfigurationError("command line", key: "--server", value: text, "\(error)")
        }
        guard !insecure else {
            guard keys.isEmpty else {
                throw ConfigurationError(
                    "command line", key: "--insecure", "contradicts the options for TLS; take out either")
            }
            return Configuration.Server(name: text, endpoint: endpoint, protection: .insecure)
        }
        do throws(TLSKeys.Fault) {
            let protection = try keys.completed(by: configuration.tls).protection(for: endpoint)
            return Configuration.Server(name: text, endpoint: endpoint, protection: protection)
        } catch {
            throw ConfigurationError(
                "command line", key: "--server", value: text,
                "--\(error.key) \(error.fix)" + Configuration.orInsecure("add --insecure"))
        }
    }
}

extension Configuration {
    /// What a session needs to know besides its server.
    func session(as identity: OwnIdentity) throws(ConfigurationError) -> SessionConfiguration {
        do throws(SessionConfiguration.Invalid) {
            var session = try SessionConfiguration(ownDUID: identity.duid, timers: timers)
            session.keepsStatusText = redactor == nil
            return session
        } catch {
            throw ConfigurationError(file ?? "defaults", "\(error)")
        }
    }

    /// What the user should know although it works.
    func warnings(_ session: SessionConfiguration) -> [String] {
        session.shortened.map {
            "\($0) is set below the RFC's default: servers may take it amiss (RFC 7653 section 6.4)"
        }
    }
}
