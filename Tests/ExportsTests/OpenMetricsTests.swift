import Bindings
import Foundation
import LeasequerySession
import Testing

@testable import Exports

/// The figures as OpenMetrics 1.0.0, and the manual and the dashboard held against them.
struct OpenMetricsTests {
    private static let program = ProgramFigures(
        keeping: .kept, ownCertificate: OwnCertificate(path: "/c.pem", notAfter: 1_790_000_000),
        streams: [.init(sink: "file", dropped: 3)])

    private func lines(_ format: MetricsFormat = .openMetrics) -> [Substring] {
        MetricsText.of(
            MetricsTextTests.servers, AlarmBook(), Self.program, version: "0.1", at: MetricsTextTests.now,
            format: format
        ).split(separator: "\n")
    }

    @Test("a counter is described without _total, its samples have it; information has _info")
    func names() {
        let lines = lines()
        #expect(lines.contains("# TYPE lqtop_messages counter"))
        #expect(lines.contains(#"lqtop_messages_total{server="dhcp-a"} 7"#))
        #expect(lines.contains("# TYPE lqtop_build info") && lines.contains(#"lqtop_build_info{version="0.1"} 1"#))
        #expect(self.lines(.prometheus).contains("# TYPE lqtop_messages_total counter"))
        #expect(self.lines(.prometheus).contains("# TYPE lqtop_build_info gauge"))
    }

    @Test("a unit ends the name that it is of, and the text ends with EOF and nothing behind it")
    func units() {
        let lines = lines()
        let units = lines.filter { $0.hasPrefix("# UNIT") }.map { $0.split(separator: " ") }
        #expect(units.count > 10 && units.allSatisfy { $0[2].hasSuffix("_\($0[3])") })
        #expect(lines.contains("# UNIT lqtop_received_bytes bytes"))
        #expect(lines.last == "# EOF" && lines.count { $0 == "# EOF" } == 1)
    }

    @Test("every sample belongs to the family described before it")
    func families() {
        var family = ""
        for line in lines() {
            if line.hasPrefix("# TYPE") {
                family = String(line.split(separator: " ")[2])
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect([family, "\(family)_total", "\(family)_info"].contains(String(name)))
            }
        }
    }

    @Test("lqtop itself: what is kept, its certificate, what streams dropped; nothing where there is none")
    func programFigures() {
        let lines = lines()
        #expect(lines.contains("lqtop_state_file_kept 1"))
        #expect(lines.contains("lqtop_own_certificate_not_after_timestamp_seconds 1790000000.0"))
        #expect(lines.contains(#"lqtop_stream_dropped_changes_total{sink="file"} 3"#))
        let none = MetricsText.of(MetricsTextTests.servers, version: "0.1", at: MetricsTextTests.now)
        for name in ["state_file", "own_certificate", "stream_dropped"] { #expect(!none.contains("lqtop_\(name)")) }
    }

    @Test(
        "the format is what the client likes best, and what everybody reads if it does not say",
        arguments: [
            (nil, .prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text; version=1.0.0", .openMetrics),
            ("application/openmetrics-text;version=0.0.1", .prometheus),
            ("application/openmetrics-text;q=0.2, text/plain;q=0.5", .prometheus),
            ("Application/OpenMetrics-Text;Version=1.0.0;q=0", .prometheus),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
        ] as [(String?, MetricsFormat)])
    func negotiation(accept: String?, format: MetricsFormat) {
        #expect(MetricsFormat(accept: accept) == format)
    }

    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    @Test("docs/metrics.md lists every figure as it is, and no other")
    func manual() throws {
        let text = try String(contentsOf: Self.docs.appending(path: "metrics.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `lqtop_") }.map(String.init)
        let families = MetricFamily.all.map { family in
            "| `\(family.name)` | \(family.describedKind(in: .prometheus)) | \(family.help) |"
        }
        #expect(rows == families, "\(families.joined(separator: "\n"))")
    }

    @Test("docs/grafana.json asks only for figures that there are")
    func dashboard() throws {
        let octets = try Data(contentsOf: Self.docs.appending(path: "grafana.json"))
        #expect((try JSONSerialization.jsonObject(with: octets) as? [String: Any])?["panels"] != nil)
        let asked = Set(String(decoding: octets, as: UTF8.self).matches(of: #/lqtop_[a-z_]+/#).map { String($0.0) })
        let known = Set(MetricFamily.all.map(\.name))
        #expect(asked.count > 15)
        #expect(asked.subtracting(known).isEmpty)
    }
}
