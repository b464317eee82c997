import Bindings
import LeasequerySession
import Requestor
import Settings
import Views

/// The settings of the program, checked: every value in here can be used as it is.
struct Configuration: Equatable {
    struct Server: Equatable {
        /// Unique among the servers; the address if none was given.
        var name: String
        var endpoint: ServerEndpoint
        var protection: ServerTarget.Protection
        /// How to ask for all bindings; nil: do not.
        var fillPlan: FillPlan? = FillPlan()
        var mode = SessionConfiguration.Mode.active
        /// The name of the server that tells the same bindings, which names this one; nil: there is none.
        var partner: String?

        var target: ServerTarget { ServerTarget(endpoint, protection, fillPlan: fillPlan, mode: mode) }

        /// Plain TCP, by explicit setting.
        var isInsecure: Bool { protection == .insecure }
    }

    /// Where it was read from; nil: no file was found, and the defaults hold.
    var file: String?
    var servers: [Server] = []
    /// What holds for servers that say nothing else.
    var tls = TLSKeys()
    var timers = SessionTimers()
    /// Of polled servers that say nothing else.
    var pollInterval = Duration.seconds(300)
    /// From which skew of a server's clock on there is a warning.
    var skewLimits = SkewLimits()
    /// When something needs somebody.
    var alarms = AlarmSettings()
    /// What `@name` stands for.
    var filters = SavedFilters()
    /// What servers give addresses and prefixes out of.
    var pools: [Pool] = []
    /// What the screens look like.
    var theme = Theme()
    /// What says which command.
    var keys = KeyMap()
    /// How lists are from the start.
    var lists: [ListChoice] = []
    /// Most pictures a second that no key asked for.
    var fps = Preferences().fps
    /// Whether the title of the window says how it stands.
    var setsTitle = true
    /// Most bindings kept, of all servers together.
    var maxBindings = 2_000_000
    /// Where figures for monitoring are written; nil: nowhere.
    var metricsFile: String?
    /// Where they are served by HTTP; nil: nowhere.
    var metricsListen: MetricsAddress?
    /// Whether others than this machine may read them.
    var metricsPublic = false
    /// Where what is known is kept from one run to the next; nil: nowhere.
    var stateFile: String?
    /// Where everything that is received is recorded; nil: nowhere.
    var recording: Recorder.Target?
    /// Whether the terminal tells what the mouse does, from the start.
    var usesMouse = true
    /// What others may see, as the file and the options say.
    var redaction = RedactionSettings()
    /// nil: all may be seen.
    var redactor: Redactor?
    /// Where what happens is streamed to, besides what a screen shows.
    var stream = StreamSettings()
    /// Where it is kept who had what.
    var history = HistorySettings()
    /// Servers of the file that this run is not about; what is remembered of them stays.
    var unwatched: [Server] = []

    /// The servers that are partners, by their places.
    var pairs: [FailoverPair] {
        servers.indices.compactMap { index in
            guard let partner = servers[index].partner, let other = servers.firstIndex(where: { $0.name == partner }),
                index < other
            else { return nil }
            return FailoverPair(ServerID(rawValue: index), ServerID(rawValue: other))
        }
    }

    static let fpsRange = 0.1...60.0

    /// What the dashboard has to know of it.
    var preferences: Preferences {
        var preferences = Preferences()
        preferences.filters = filters
        preferences.usesMouse = usesMouse
        preferences.theme = theme
        preferences.keys = keys
        preferences.lists = lists
        preferences.fps = fps
        preferences.setsTitle = setsTitle
        preferences.redactor = redactor
        return preferences
    }

    /// The way out where TLS lacks something: never taken unasked.
    static func orInsecure(_ how: String) -> String {
        "; or \(how) to accept plain TCP, where nobody proves who speaks"
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
            "secure-timeout = \(timers.secure.inSeconds)",
            "poll-interval = \(pollInterval.inSeconds)",
            "skew-warning = \(skewLimits.warning)",
            "skew-critical = \(skewLimits.critical)",
            "mouse = \(usesMouse)",
            "fps = \(fps)",
            "title = \(setsTitle)",
            "metrics-public = \(metricsPublic)",
        ]
        let files = [
            ("metrics-file", metricsFile), ("metrics-listen", metricsListen?.description), ("state-file", stateFile),
            ("record-file", recording?.path),
        ].map { key, path in path.map { "\(key) = \"\($0)\"" } ?? "# \(key) is not set" }
        let limit = recording.map { ["record-limit = \($0.limit >> 20)"] } ?? []
        let tables = servers.map { server in
            """

            [[server]]
            name = "\(server.name)"
            address = "\(server.endpoint)"
            \(server.asConfigured.joined(separator: "\n"))
            """
        }
        let sections = [
            AlarmKeys.text(alarms), FilterKeys.text(filters), StreamKeys.text(stream), HistoryKeys.text(history),
            ThemeKeys.text(theme),
            KeyKeys.text(keys), ListKeys.text(lists), RedactionKeys.text(redaction),
        ].filter { !$0.isEmpty }
        return (top + files + limit + sections + pools.map(PoolKeys.text) + tables).joined(separator: "\n")
    }
}

extension Configuration.Server {
    /// All but name and address.
    fileprivate var asConfigured: [String] {
        let partner = partner.map { ["partner = \"\($0)\""] } ?? []
        return protection.asConfigured + modeAsConfigured + fillAsConfigured + partner
    }

    private var modeAsConfigured: [String] {
        switch mode {
        case .active: ["mode = \"active\""]
        case .poll(let interval): ["mode = \"poll\"", "poll-interval = \(interval.inSeconds)"]
        }
    }

    /// Why it is never asked for all of its bindings; nil if it is.
    var refusalToFill: String? {
        fillPlan == nil ? "\(name) is not asked for all bindings: fill = false in the configuration." : nil
    }

    private var fillAsConfigured: [String] {
        guard let fillPlan else { return ["fill = false"] }
        guard !fillPlan.links.isEmpty else { return ["fill = true"] }
        return ["fill = true", "links = \(TOMLSection.array(fillPlan.links))"]
    }
}
