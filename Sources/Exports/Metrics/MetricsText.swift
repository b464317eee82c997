import Bindings
import LeasequerySession

/// What is known about servers, their feeds and lqtop itself, as text for monitoring. UNIT and EOF of OpenMetrics are
/// comments to who reads the older format.
///
/// Nothing about any client is in it. What is not known is absent and never 0.
///
///     let text = MetricsText.of(liveStore.read { $0.serverReports(at: now) }, version: "0.1", at: now)
public enum MetricsText {
    /// - Parameters:
    ///   - servers: as the store gives them.
    ///   - alarms: so too.
    ///   - version: of lqtop.
    ///   - now: when the reports were taken.
    public static func of(
        _ servers: [ServerReport], _ alarms: AlarmBook = AlarmBook(), _ program: ProgramFigures = ProgramFigures(),
        version: String, at now: Moment, format: MetricsFormat = .prometheus
    ) -> String {
        var text = ""
        func write(_ family: MetricFamily, _ samples: [Sample]) { append(family, samples, format, to: &text) }
        write(.build, [Sample(["version": version], 1)])
        write(.written, [Sample([:], .time(now))])
        for (family, samples) in MetricFamily.perServer {
            let all = servers.flatMap { server in
                samples(server, now).map { Sample([("server", server.name)] + $0.labels, $0.value) }
            }
            write(family, all)
        }
        let open = alarms.alarms.filter(\.isOpen)
        write(.alarm, open.map { .alarm($0, servers) })
        write(.alarmsAcknowledged, [Sample([:], UInt64(open.count(where: \.isAcknowledged)))])
        write(.alarmsRaised, alarms.raised.map { .raised($0.kind, $0.server, $0.count, servers) })
        for (family, samples) in MetricFamily.perProgram { write(family, samples(program)) }
        return text + "# EOF\n"
    }

    /// A family without samples says nothing, not even that it exists.
    private static func append(
        _ family: MetricFamily, _ samples: [Sample], _ format: MetricsFormat, to text: inout String
    ) {
        guard !samples.isEmpty else { return }
        let name = family.describedName(in: format)
        text += "# HELP \(name) \(family.help)\n"
        text += "# TYPE \(name) \(family.describedKind(in: format))\n"
        if let unit = family.unit { text += "# UNIT \(name) \(unit)\n" }
        for sample in samples {
            text += "\(family.name)\(labels(sample.labels)) \(sample.value)\n"
        }
    }

    private static func labels(_ labels: [(name: String, value: String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

/// One line: labels besides the server's, and a value.
struct Sample {
    enum Value {
        case count(UInt64)
        case decimal(Double)
        /// Nanoseconds since 1970.
        case nanoseconds(Int64)

        /// By our clock.
        static func time(_ moment: Moment) -> Value { .nanoseconds(moment.utc) }
    }

    var labels: [(name: String, value: String)]
    var value: Value

    init(_ labels: [(name: String, value: String)], _ value: Value) {
        self.labels = labels
        self.value = value
    }

    init(_ labels: KeyValuePairs<String, String>, _ value: UInt64) {
        self.init(labels.map { ($0.key, $0.value) }, .count(value))
    }

    init(_ labels: KeyValuePairs<String, String>, _ value: Value) {
        self.init(labels.map { ($0.key, $0.value) }, value)
    }
}

extension Sample.Value: CustomStringConvertible {
    var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .decimal(let number): "\(number)"
        case .nanoseconds(let nanoseconds): "\(Double(nanoseconds / 1_000_000) / 1_000)"
        }
    }
}
