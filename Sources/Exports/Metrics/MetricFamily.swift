/// What is measured: a name with its meaning.
struct MetricFamily {
    enum Kind: String {
        /// May go up and down.
        case gauge
        /// Goes up only, from 0 at the start of the program.
        case counter
        /// Says something by its labels, and is 1.
        case info
    }

    /// Without what samples of its kind have behind it.
    private let base: String
    let kind: Kind
    let help: String
    /// As OpenMetrics has it: the end of the name.
    let unit: String?

    private init(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        base = "lqtop_\(name)\(unit.map { "_\($0)" } ?? "")"
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    static func gauge(_ name: String, unit: String? = nil, _ help: String) -> MetricFamily {
        MetricFamily(name, .gauge, unit: unit, help)
    }

    static func counter(_ name: String, unit: String? = nil, _ help: String) -> MetricFamily {
        MetricFamily(name, .counter, unit: unit, help)
    }

    static func info(_ name: String, _ help: String) -> MetricFamily { MetricFamily(name, .info, help) }

    /// Of its samples.
    var name: String {
        switch kind {
        case .gauge: base
        case .counter: "\(base)_total"
        case .info: "\(base)_info"
        }
    }

    /// As the description calls it.
    func describedName(in format: MetricsFormat) -> String {
        switch format {
        case .prometheus: name
        case .openMetrics: base
        }
    }

    /// The older format knows no information.
    func describedKind(in format: MetricsFormat) -> String {
        kind == .info && format == .prometheus ? Kind.gauge.rawValue : kind.rawValue
    }

    static let build = info("build", "The running lqtop.")
    static let written = gauge(
        "written_timestamp", unit: "seconds", "When this text was made: if it is old, lqtop is gone.")

    /// Every one there is, in the order of the text.
    static let all =
        [build, written] + perServer.map(\.family) + [alarm, alarmsAcknowledged, alarmsRaised]
        + perProgram.map(\.family)
}
