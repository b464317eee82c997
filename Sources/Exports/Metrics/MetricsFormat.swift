/// How figures for monitoring are written.
public enum MetricsFormat: Hashable, Sendable {
    /// The text format of Prometheus, version 0.0.4. Node_exporter's textfile collector reads it too.
    case prometheus
    /// OpenMetrics 1.0.0.
    case openMetrics

    /// For HTTP.
    public var contentType: String {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What a client likes best by its header Accept (RFC 9110 section 12.5.1): OpenMetrics if it names it and likes
    /// nothing else better, else the format that everybody reads.
    public init(accept: String?) {
        var openMetrics = 0.0
        var plain = 0.0
        for range in (accept ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { part in
                String(part.filter { !$0.isWhitespace }).lowercased()
            }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let version = parts.dropFirst().first { $0.hasPrefix("version=") }?.dropFirst("version=".count)
            switch parts.first {
            case "application/openmetrics-text" where version == nil || version == "1.0.0":
                openMetrics = max(openMetrics, quality)
            case "text/plain": plain = max(plain, quality)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= plain ? .openMetrics : .prometheus
    }
}
