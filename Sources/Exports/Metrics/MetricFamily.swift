/// What is measured: a name with its meaning.
struct MetricFamily {
    enum Kind: String {
        /// May go up and down.
        case gauge
        /// Goes up only, from 0 at the start of the program.
        case counter
    }

    let name: String
    let kind: Kind
    let help: String
    /// As OpenMetrics has it: the end of the name.
    let unit: String?

    private init(_ name: String, _ kind: Kind, _ unit: String?, _ help: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    static func gauge(_ name: String, unit: String? = nil, _ help: String) -> MetricFamily {
        MetricFamily("lqtop_\(name)\(unit.map { "_\($0)" } ?? "")", .gauge, unit, help)
    }

    static func counter(_ name: String, _ help: String) -> MetricFamily {
        MetricFamily("lqtop_\(name)_total", .counter, nil, help)
    }

    static let build = gauge("build_info", "The running lqtop.")
    static let written = gauge(
        "written_timestamp", unit: "seconds", "When this text was made: if it is old, lqtop is gone.")
}
