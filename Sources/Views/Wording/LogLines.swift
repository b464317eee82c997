import Bindings

/// The log in the words of the Log screen, for who has no screen. Whatever came from outside is escaped.
public enum LogLines {
    /// What happened, with the server that it is about in front.
    ///
    /// - Parameter servers: as the store gives them.
    public static func text(_ entry: LogEntry, _ servers: [ServerReport]) -> String {
        var dashboard = Dashboard()
        dashboard.servers = servers
        let text = LogWords.text(entry.event, dashboard, at: entry.lastAt)
        guard let server = entry.server.flatMap(dashboard.server) else { return text }
        return "\(server.name): \(text)"
    }
}
