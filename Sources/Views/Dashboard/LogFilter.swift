import Bindings

/// Which lines of the log to show: those that have each of its words, and each `server:` in the name of their server,
/// whatever the case of ASCII letters.
public struct LogFilter: Hashable, Sendable {
    /// As typed.
    private(set) var text: String
    private let words: [FilterText]
    private let servers: [FilterText]

    private static let serverKey = "server:"

    /// nil: it asks for nothing.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard !parts.isEmpty else { return nil }
        self.text = text
        words = parts.filter { !$0.hasPrefix(Self.serverKey) }.map { FilterText(String($0)) }
        servers = parts.filter { $0.hasPrefix(Self.serverKey) }
            .map { FilterText(String($0.dropFirst(Self.serverKey.count))) }
    }

    /// It may name clients; it stays in force.
    mutating func hideText() { text = "(hidden)" }

    func passes(_ entry: LogEntry, _ dashboard: Dashboard) -> Bool {
        let server = entry.server.flatMap(dashboard.server)?.name ?? "lqtop"
        guard servers.allSatisfy({ $0.isFound(in: server) }) else { return false }
        let level = LogWords.severity(entry.event.severity).text
        let line = "\(level) \(server) \(LogWords.line(entry, dashboard).text)"
        return words.allSatisfy { $0.isFound(in: line) }
    }
}

extension Dashboard {
    mutating func setLogFilter(_ filter: LogFilter?) {
        guard filter != state.logFilter else { return }
        state.logFilter = filter
        forgetLog()
    }

    /// Other lines from now on: back to the first.
    mutating func forgetLog() {
        state.log.top = 0
        state.log.cursor = 0
        log = nil
    }

    /// All lines for a filter: what they say is not the store's to know.
    var logQuestion: Question.Table {
        let (through, least) = (state.log.heldAfter, state.logLevel)
        guard state.logFilter == nil else { return .log(through: through, atLeast: least, skip: 0, count: .max) }
        return .log(through: through, atLeast: least, skip: window.lowerBound, count: window.count)
    }

    mutating func accept(log entries: [LogEntry], from start: Int, of total: Int) {
        guard let filter = state.logFilter else {
            log = Excerpt(start: start, rows: entries, total: total)
            return
        }
        let rows = entries.filter { filter.passes($0, self) }
        log = Excerpt(start: 0, rows: rows, total: rows.count)
    }
}
