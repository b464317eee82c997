import Bindings
import DHCPv6Wire
import LeasequerySession

public enum Screen: Int, CaseIterable, Hashable, Sendable {
    case servers, bindings, changes, clients, prefixes, alarms, log

    /// Its list is of what happened, the newest on top.
    var isInTime: Bool { self == .changes || self == .log }

    /// The key that shows it.
    var number: Int { rawValue + 1 }

    var title: String {
        switch self {
        case .servers: "Servers"
        case .bindings: "Bindings"
        case .changes: "Changes"
        case .clients: "Clients"
        case .prefixes: "Prefixes"
        case .alarms: "Alarms"
        case .log: "Log"
        }
    }

    /// What must be counted for it over all bindings.
    var subject: SurveyRequest.Subject? {
        switch self {
        case .clients: .clients
        case .prefixes: .prefixes
        case .servers, .bindings, .changes, .alarms, .log: nil
        }
    }
}

/// What the user chose.
public struct DashboardState: Sendable {
    public internal(set) var size = Size(columns: 80, rows: 24)
    public internal(set) var screen = Screen.servers
    public internal(set) var mode = Mode.browsing
    public internal(set) var filter: Filter?
    /// What `n` and `N` look for.
    public internal(set) var search: Filter?
    public internal(set) var isMouseOn = false
    public internal(set) var order = BindingOrder(.prefix)
    public internal(set) var serverOrder = ServerOrder(.configured)
    /// As long as they are not as usual.
    public internal(set) var columns: [Screen: ColumnArrangement] = [:]
    public internal(set) var servers = ListPosition(isDetailOpen: true)
    /// The first line shown of the page of the selected server; nil: the list is shown.
    public internal(set) var serverPage: Int?
    /// How far back its graphs reach; nil: as far as something is known.
    public internal(set) var graphSpan: GraphSpan?
    /// The page of a binding; nil: lists are shown.
    var bindingPage: OpenBinding?
    public internal(set) var bindings = ListPosition(isDetailOpen: false)
    public internal(set) var changes = ListPosition(isDetailOpen: false)
    public internal(set) var clients = ListPosition(isDetailOpen: false)
    public internal(set) var clientOrder = ClientOrder.most
    public internal(set) var prefixes = ListPosition(isDetailOpen: false)
    public internal(set) var prefixOrder = PrefixOrder(.prefix)
    /// From the prefix that was gone into first to the one that is shown from inside; empty: everything.
    var prefixPath: [PrefixRow.ID] = []
    public internal(set) var alarms = ListPosition(isDetailOpen: true)
    public internal(set) var log = ListPosition(isDetailOpen: true)
    /// What matters less is not shown.
    var logLevel = LogEvent.Severity.notice
    var logFilter: LogFilter?
    /// The bindings shown are those of a client or prefix that was gone into.
    var visit: Visit?
    public internal(set) var notice: Notice?

    /// What to go back to.
    struct Visit: Hashable, Sendable {
        var origin: Screen
        var before: Filter?
        /// Another one ends the visit.
        var filter: Filter
    }

    /// Who gets the keys.
    public enum Mode: Hashable, Sendable {
        case browsing
        case help(Help)
        case prompt(Prompt)
        case menu(Menu)
    }

    /// The list on the screen that is up.
    var list: ListPosition {
        get {
            switch screen {
            case .servers: servers
            case .bindings: bindings
            case .changes: changes
            case .clients: clients
            case .prefixes: prefixes
            case .alarms: alarms
            case .log: log
            }
        }
        set {
            switch screen {
            case .servers: servers = newValue
            case .bindings: bindings = newValue
            case .changes: changes = newValue
            case .clients: clients = newValue
            case .prefixes: prefixes = newValue
            case .alarms: alarms = newValue
            case .log: log = newValue
            }
        }
    }
}

/// Where the user is in a list.
public struct ListPosition: Hashable, Sendable {
    /// Index of the first row shown.
    var top = 0
    /// Index of the selected row.
    var cursor = 0
    var isDetailOpen: Bool
    /// Not nil: the rows stand still as they were after the change, or the entry of the log, of this number.
    public internal(set) var heldAfter: UInt64?
}

/// A line to read, shown for a while.
public struct Notice: Hashable, Sendable {
    public var text: String
    public var isFailure: Bool
    public var at: Moment

    /// For others to see; nil: nothing in the text tells who anybody is.
    var redactedText: String?

    public static let lifetime: Duration = .seconds(10)

    public init(_ text: String, redacted: String? = nil, isFailure: Bool = false, at: Moment) {
        self.text = text
        redactedText = redacted
        self.isFailure = isFailure
        self.at = at
    }
}

/// What makes a binding the same row after the list has moved, or its statement has become the partner's.
struct BindingKey: Hashable {
    /// Of partners the first.
    var server: ServerID
    var prefix: IPv6Prefix
    var kind: BindingKind

    /// - Parameter partner: of the row's server; nil: it has none.
    init(_ row: BindingRow, partner: ServerID?) {
        server = min(row.server, partner ?? row.server)
        prefix = row.prefix
        kind = row.kind
    }
}
