/// For who starts lqtop for the first time: what it is and what to do next.
enum FirstRun {
    static let lines = [
        "no servers: lqtop shows live which bindings of your DHCPv6 servers change, by Active Leasequery (RFC 7653), and "
            + "whether each feed is alive and whole",
        "to see it now, with three servers of its own:  lqtop demo",
        "to watch one server, in plain TCP:  lqtop --insecure --server '[2001:db8::1]:547'",
        "for more, and TLS, write \(ConfigurationFile.places.joined(separator: " or ")); lqtop.toml.example in the source "
            + "shows every key, and lqtop check tells what is wrong",
    ]
}
