import Bindings
import DHCPv6Wire
import LeasequerySession

/// The dashboard as a value: what the user chose, what the store answered last, and nothing else.
///
/// A round: `press` keys, ask the store `question`, `accept` its answer, `draw`. The first three change the value, the
/// last is a pure function of it and the time. Knows no terminal and no clock.
public struct Dashboard: Sendable {
    public internal(set) var state = DashboardState()
    public internal(set) var preferences = Preferences()
    /// Totals and servers of the last answer; its rows are in `bindings` and `changes`.
    public internal(set) var totals = Totals()
    public internal(set) var servers: [ServerReport] = []
    /// `servers` in the order chosen.
    var listedServers: [ServerReport] = []
    public internal(set) var keeping: KeepingStatus?
    public internal(set) var alarms: [Alarm] = []
    /// nil: to be asked for.
    var bindings: Excerpt<BindingRow>?
    var changes: Excerpt<ChangeRow>?
    var log: Excerpt<LogEntry>?
    /// What the page of a binding shows; nil: none is open, or to be asked for.
    var binding: BindingReport?
    /// And what the history file has of it; nil: no history is kept.
    var history: HistoryStanding?
    /// What was found last, whatever the filter was then.
    var surveys: [SurveyRequest.Subject: SurveyReport] = [:]
    /// Of the survey under way, 0 to 1.
    var surveyProgress = 0.0
    var clients: [ClientRow] = []
    /// In the order of their prefixes.
    var foundPrefixes: [PrefixRow] = []
    /// In the order chosen.
    var prefixes: [PrefixRow] = []
    /// What `prefixes` were made from.
    var shownPrefixes: ShownPrefixes?
    /// Changes lately, by the prefix they are inside of.
    var recentChanges: [IPv6Prefix: Int] = [:]
    /// The seconds they were counted over; nil: they were not.
    var recentSeconds: Double?
    /// The binding the selection stays on while rows move; nil: it stays on its place in the list.
    var chosenBinding: BindingKey?
    /// As above, the alarm.
    var chosenAlarm: Alarm.ID?
    /// As above, the server: a key that acts on it must not hit another.
    var chosenServer: ServerID?

    /// nil: what is shown is now.
    var replay: ReplayStanding?

    /// A row to be found with the next question.
    var seek: Seek?
    /// The last press of the mouse on a row.
    var lastPress: (row: Int, at: Moment)?

    public init() {}

    /// Some rows of a list that is longer than what is shown.
    struct Excerpt<Row: Sendable>: Sendable {
        /// Index of the first row in the list.
        var start: Int
        var rows: [Row]
        /// Rows in the whole list.
        var total: Int

        subscript(index: Int) -> Row? { rows.indices.contains(index - start) ? rows[index - start] : nil }

        /// Rows from this index on.
        func from(_ index: Int) -> ArraySlice<Row> { rows.dropFirst(max(index - start, 0)) }

        /// Whether everything that can be shown of this part is here.
        func covers(_ wanted: Range<Int>) -> Bool {
            start <= wanted.lowerBound && min(wanted.upperBound, total) <= start + rows.count
        }
    }

    /// The size of the terminal, now and after each change.
    public mutating func resize(to size: Size) {
        state.size = size
        scrollToCursor()
    }

    /// To be told at the start and whenever they change.
    public mutating func adopt(_ preferences: Preferences) {
        // What was not chosen anew stays as it was made on the screen.
        for choice in preferences.lists where !self.preferences.lists.contains(choice) { adopt(choice) }
        self.preferences = preferences
        state.isMouseOn = preferences.usesMouse
        // What is in force may name a filter that says something else now; one that is gone stays as it was.
        if let filter = state.filter, let new = try? Filter(parsing: filter.text, saved: preferences.filters.filters) {
            setFilter(new)
        }
    }

    /// Shows a line for a while.
    public mutating func notify(_ notice: Notice) {
        state.notice = notice
    }

    var keys: KeyMap { preferences.keys }

    func server(_ id: ServerID) -> ServerReport? {
        servers.indices.contains(id.rawValue) ? servers[id.rawValue] : nil
    }

    /// The name of a server wherever its rows are shown; `!` behind it: not protected by TLS.
    func serverName(_ id: ServerID) -> Words {
        guard let server = server(id) else { return Words("-", .dim) }
        return server.isInsecure ? Words("\(server.name)!", .bad) : Words(server.name)
    }

    /// Columns for the longest of these names, within bounds.
    func serverNameWidth(atLeast least: Int) -> Int {
        let names = servers.map { TextWidth.columns(of: $0.name) + 1 }
        return min(max(names.max() ?? 0, least), 24)
    }

    func key(_ row: BindingRow) -> BindingKey { BindingKey(row, partner: server(row.server)?.partner?.server) }

    var selectedServer: ServerReport? {
        listedServers.indices.contains(state.servers.cursor) ? listedServers[state.servers.cursor] : nil
    }

    var selectedBinding: BindingRow? { bindings?[state.bindings.cursor] }

    var selectedChange: ChangeRow? { changes?[state.changes.cursor] }

    var selectedAlarm: Alarm? { alarms.indices.contains(state.alarms.cursor) ? alarms[state.alarms.cursor] : nil }

    var selectedLogEntry: LogEntry? { log?[state.log.cursor] }

    /// Numbers that lists in time are held after; what is newer waits.
    var newest: UInt64 { state.screen == .log ? totals.lastLogged : totals.lastSequence }

    /// Rows in the list of the screen that is up.
    var listCount: Int {
        switch state.screen {
        case .servers: servers.count
        case .bindings: bindings?.total ?? 0
        case .changes: changes?.total ?? 0
        case .clients: clients.count
        case .prefixes: prefixes.count
        case .alarms: alarms.count
        case .log: log?.total ?? 0
        }
    }
}
