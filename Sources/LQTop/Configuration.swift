import LeasequerySession
import Requestor

/// The settings of the program, checked: every value in here can be used as it is.
struct Configuration: Equatable {
    struct Server: Equatable {
        /// Unique among the servers; the address if none was given.
        var name: String
        var endpoint: ServerEndpoint
        /// Plain TCP, by explicit setting.
        var isInsecure: Bool

        var target: ServerTarget { ServerTarget(endpoint, .insecure) }
    }

    /// Where it was read from; nil: no file was found, and the defaults hold.
    var file: String?
    var servers: [Server] = []
    var timers = SessionTimers()
    /// Most bindings kept, of all servers together.
    var maxBindings = 2_000_000

    /// Why TLS cannot be had and what to do: said wherever a server is refused for want of it.
    static func needsInsecure(_ how: String) -> String {
        "TLS is not built in yet; \(how) to accept plain TCP, where nobody proves who speaks"
    }
}

extension Configuration: CustomStringConvertible {
    /// As a configuration file that means the same.
    var description: String {
        let top = [
            "# \(file.map { "from \($0)" } ?? "no configuration file found: defaults")",
            "max-bindings = \(maxBindings)",
            "connect-timeout = \(timers.connect.inSeconds)",
            "receive-timeout = \(timers.receive.inSeconds)",
            "send-timeout = \(timers.send.inSeconds)",
            "retry-interval = \(timers.retry.inSeconds)",
            "longest-retry-interval = \(timers.retryCeiling.inSeconds)",
        ]
        let tables = servers.map { server in
            """

            [[server]]
            name = "\(server.name)"
            address = "\(server.endpoint)"
            insecure = \(server.isInsecure)
            """
        }
        return (top + tables).joined(separator: "\n")
    }
}

extension Duration {
    /// A decimal number of seconds, as TOML takes it.
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
