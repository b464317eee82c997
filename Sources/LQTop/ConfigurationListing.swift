import Settings

/// The configuration in effect as a file that means the same, with where each value comes from behind it.
struct ConfigurationListing {
    var configuration: Configuration
    /// What the file says, whether or not it is about these servers.
    var file: ConfigurationFile.Reading

    /// Where values end that have a place behind them, as far as they are shorter.
    private static let column = 40

    var text: String {
        let printed = "\(configuration)"
        let paths = KeyLines(printed).paths
        return printed.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            guard let path = paths[index + 1], !line.hasPrefix("[") else { return String(line) }
            let padding = String(repeating: " ", count: max(Self.column - line.count, 1))
            return "\(line)\(padding) # \(origin(of: path))"
        }.joined(separator: "\n")
    }

    private func origin(of path: String) -> String {
        guard let (server, key) = server(at: path) else { return place(file.lines[path]) }
        guard let index = file.configuration.servers.firstIndex(where: { $0.name == server.name }) else {
            return file.lines[key].map { place($0) } ?? option(key)
        }
        // What holds for all servers may stand at the top; a partner may be named by the other of the two.
        let partner = file.configuration.servers.firstIndex { $0.name == server.partner }
        let named = key == "partner" ? partner.flatMap { file.lines["server[\($0 + 1)].partner"] } : file.lines[key]
        return place(file.lines["server[\(index + 1)].\(key)"] ?? named)
    }

    /// The server in `server[2].address`, and its key.
    private func server(at path: String) -> (Configuration.Server, key: String)? {
        guard path.hasPrefix("server["), let end = path.firstIndex(of: "]"),
            let number = Int(path[..<end].dropFirst("server[".count)),
            configuration.servers.indices.contains(number - 1)
        else { return nil }
        return (configuration.servers[number - 1], String(path[end...].dropFirst(2)))
    }

    /// What sets this key of a server that the file does not have.
    private func option(_ key: String) -> String {
        switch key {
        case "name", "address": "--server"
        case "mode", "fill", "server-name": "default"
        default: "--\(key)"
        }
    }

    private func place(_ line: Int?) -> String {
        line.map { "\(configuration.file ?? "file"):\($0)" } ?? "default"
    }
}
