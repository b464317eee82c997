import ArgumentParser
import DHCPv6Wire
import LeasequerySession
import Requestor

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

    /// The settings of the file, with the servers that are meant.
    func configuration() throws(ConfigurationError) -> Configuration {
        var configuration = try ConfigurationFile.load(config)
        guard !server.isEmpty else { return configuration }
        var chosen: [Configuration.Server] = []
        for text in server {
            let one = try find(text, in: configuration.servers)
            guard !chosen.contains(where: { $0.endpoint == one.endpoint }) else {
                throw ConfigurationError("command line", key: "--server", value: text, "is named twice")
            }
            chosen.append(one)
        }
        configuration.servers = chosen
        return configuration
    }

    private func find(_ text: String, in known: [Configuration.Server]) throws(ConfigurationError)
        -> Configuration.Server
    {
        if let server = known.first(where: { $0.name == text }) { return server }
        let endpoint: ServerEndpoint
        do throws(ServerEndpoint.Invalid) {
            endpoint = try ServerEndpoint(text)
        } catch {
            throw ConfigurationError("command line", key: "--server", value: text, "\(error)")
        }
        guard insecure else {
            throw ConfigurationError(
                "command line", key: "--server", value: text, Configuration.needsInsecure("add --insecure"))
        }
        return Configuration.Server(name: text, endpoint: endpoint, isInsecure: true)
    }
}

extension Configuration {
    /// What a session needs to know besides its server.
    func session(as identity: OwnIdentity) throws(ConfigurationError) -> SessionConfiguration {
        do throws(SessionConfiguration.Invalid) {
            return try SessionConfiguration(ownDUID: identity.duid, timers: timers)
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
