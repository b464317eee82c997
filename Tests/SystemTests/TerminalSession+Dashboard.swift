/// lqtop at 120x36 in a terminal, with this configuration.
extension TerminalSession {
    static func dashboard(_ configuration: String) throws -> TerminalSession {
        let folder = try TestFolder()
        try folder.write(configuration, to: "servers.toml")
        return try TerminalSession(
            columns: 120, rows: 36, folder: folder,
            command: "clear; '\(Programs.path("lqtop"))' --config servers.toml")
    }

    /// The same, of one server in clear text.
    static func dashboard(on server: ServerProcess) throws -> TerminalSession {
        try dashboard("[[server]]\nname = 'kea'\naddress = '[::1]:\(server.port)'\ninsecure = true\n")
    }
}
