import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import Exports

struct MetricsTextTests {
    static let now = Moment(uptime: 500_000_000_000, utc: 1_787_313_600_250_000_000)

    /// One server live and nearly whole, one that was never reached.
    static let servers: [ServerReport] = {
        let second = Duration.seconds(1)
        func ago(_ seconds: Int) -> Moment { now.advanced(by: second * -seconds) }
        let base = ServerTime(rawValue: 840_628_800)
        let peer = PeerIdentity(
            subject: "CN=dhcp-a", issuer: "CN=authority", names: [], notAfter: 1_790_000_000, version: "TLSv1.3",
            cipher: "TLS_AES_256_GCM_SHA384")
        var store = BindingStore(
            servers: [(name: "dhcp-a", isInsecure: false), (name: #"odd "\#n\ name"#, isInsecure: true)], limit: 10)
        let first = ServerID(rawValue: 0)
        let debt = Debt(from: nil, to: nil)
        for event in [
            .connected(at: ago(400)), .secured(peer, at: ago(400)), .phase(.live, at: ago(400)),
            .bulkBegan(debt, at: ago(399)), .bulkEnded(debt, .paid(.links(2)), at: ago(390)),
            .dataMissing(from: base, to: base.advanced(by: 9), at: ago(300)),
            .catchUpBegan(from: base, at: ago(200)), .catchUpCompleted(base: base, at: ago(190)),
        ] as [SessionEvent] { store.note(event, from: first) }
        var batch = UpdateBatch()
        batch.lastMessageAt = ago(2)
        batch.lastBaseTime = base
        batch.skew = SkewEstimate(seconds: 2.5, lower: 2.25, upper: 3)
        batch.tally.messages = 7
        batch.tally.keepalives = 1
        batch.tally.octets = 700
        batch.tally.discarded = 3
        batch.tally.faults = [.clientLink: 2]
        store.apply(batch, from: first, at: ago(2))
        var reading = ConnectionReading(at: ago(1), receiveTimeout: .seconds(120))
        reading.octetsWaiting = 12
        reading.path = PathReading(
            roundTrip: .microseconds(250), leastRoundTrip: .microseconds(200), retransmits: 1, outOfOrder: 2)
        store.note(reading, from: first)
        store.note(.phase(.connecting, at: ago(5)), from: ServerID(rawValue: 1))
        return store.serverReports(at: now)
    }()

    static func sample(_ start: String) -> String? {
        MetricsText.of(servers, version: "0.1", at: now).split(separator: "\n").first { $0.hasPrefix(start) }
            .map { String($0.split(separator: " ").last ?? "") }
    }

    @Test("the text is that of the golden")
    func golden() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/metrics.txt")
        let text = MetricsText.of(Self.servers, version: "0.1", at: Self.now)
        if ProcessInfo.processInfo.environment["LQTOP_REWRITE_GOLDENS"] == "1" {
            try text.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: path, encoding: .utf8)))
    }

    @Test("what is not known of a server is absent, never 0")
    func unknown() {
        let silent = #"{server="odd \"\n\\ name""#
        #expect(Self.sample("lqtop_server_state\(silent),state=\"connecting\"}") == "1")
        #expect(Self.sample("lqtop_whole\(silent)") == "0")
        for name in [
            "bindings", "holes", "hole_open_seconds", "holes_being_filled", "clock_skew_seconds",
            "last_message_timestamp_seconds", "catchup_complete", "bulk_complete", "whole_links",
            "tls_peer_certificate_not_after_timestamp_seconds", "last_binding_timestamp_seconds",
            "keepalive_interval_seconds", "receive_queue_bytes", "tcp_round_trip_seconds", "tcp_retransmits",
            "tcp_out_of_order",
        ] {
            #expect(Self.sample("lqtop_\(name)\(silent)") == nil, "\(name)")
        }
    }

    @Test("a polled server has the time at which its last complete poll began, and is neither whole nor not whole")
    func polled() {
        let server = ServerID(rawValue: 0)
        var store = BindingStore(servers: [(name: "kea", isInsecure: true)], limit: 10)
        func text() -> String { MetricsText.of(store.serverReports(at: Self.now), version: "0.1", at: Self.now) }
        let debt = Debt(from: nil, to: nil)
        for event in [
            .polls(every: .seconds(300), at: Self.now), .phase(.polling, at: Self.now), .bulkBegan(debt, at: Self.now),
        ] as [SessionEvent] { store.note(event, from: server) }
        #expect(text().contains("lqtop_poll_interval_seconds{server=\"kea\"} 300.0\n"))
        #expect(text().contains("lqtop_server_state{server=\"kea\",state=\"polling\"} 1\n"))
        #expect(!text().contains("lqtop_polled_timestamp_seconds{"))
        store.note(.bulkEnded(debt, .paid(.links(2)), at: Self.now), from: server)
        #expect(text().contains("lqtop_polled_timestamp_seconds{server=\"kea\"} 1787313600.25"))
        #expect(text().contains("lqtop_whole_links{server=\"kea\"} 2\n"))
        #expect(!text().contains("lqtop_whole{"))
    }

    @Test("partners count what both have told and what they disagree on")
    func partners() {
        var server = Self.servers[0]
        func text() -> String { MetricsText.of([server], version: "0.1", at: Self.now) }
        #expect(!text().contains("lqtop_partner_conflicts{"))
        server.partner = PartnerReport(
            server: ServerID(rawValue: 1), shared: 9, conflicts: 2, oldestConflict: 1_787_313_000)
        #expect(text().contains("lqtop_partner_shared_bindings{server=\"dhcp-a\"} 9\n"))
        #expect(text().contains("lqtop_partner_conflicts{server=\"dhcp-a\"} 2\n"))
        #expect(text().contains("lqtop_partner_oldest_conflict_timestamp_seconds{server=\"dhcp-a\"} 1787313000.0\n"))
    }

    @Test("a certificate may expire at any time", arguments: [Int64.min, 253_402_300_799, Int64.max])
    func certificates(notAfter: Int64) throws {
        var server = Self.servers[0]
        server.peer?.notAfter = notAfter
        let text = MetricsText.of([server], version: "0.1", at: Self.now)
        #expect(text.contains("_not_after_timestamp_seconds{server=\"dhcp-a\"} \(Double(notAfter))\n"))
    }

    @Test("holes are counted by cause, with the age of the oldest")
    func holes() {
        #expect(Self.sample(#"lqtop_holes{server="dhcp-a",cause="data_missing"}"#) == "1")
        #expect(Self.sample(#"lqtop_holes{server="dhcp-a",cause="down"}"#) == "0")
        #expect(Self.sample(#"lqtop_hole_open_seconds{server="dhcp-a",cause="data_missing"}"#) == "300.0")
        #expect(Self.sample(#"lqtop_hole_open_seconds{server="dhcp-a",cause="down"}"#) == nil)
        #expect(Self.sample(#"lqtop_whole{server="dhcp-a"}"#) == "0")
    }

    @Test("one condition holds at a time, and ends of connections are counted by cause")
    func connections() {
        #expect(Self.sample(#"lqtop_feed_condition{server="dhcp-a",condition="fine"}"#) == "1")
        #expect(Self.sample(#"lqtop_feed_condition{server="dhcp-a",condition="down"}"#) == "0")
        #expect(Self.sample(#"lqtop_tcp_round_trip_seconds{server="dhcp-a"}"#) == "0.00025")
        var store = BindingStore(servers: [(name: "dhcp-a", isInsecure: true)], limit: 10)
        for end in [.unreachable("Connection refused"), .receiveTimeout(.seconds(120)), .connectTimeout]
            as [ConnectionEnd]
        {
            store.note(.ended(end, at: Self.now), from: ServerID(rawValue: 0))
        }
        let text = MetricsText.of(store.serverReports(at: Self.now), version: "0.1", at: Self.now)
        #expect(text.contains("lqtop_connection_ends_total{server=\"dhcp-a\",cause=\"unreachable\"} 2\n"))
        #expect(text.contains("lqtop_connection_ends_total{server=\"dhcp-a\",cause=\"silence\"} 1\n"))
    }

    @Test("no label but the server's name says who anything is about")
    func labels() {
        let text = MetricsText.of(Self.servers, version: "0.1", at: Self.now)
        let names = text.matches(of: #/[{,]([a-z_]+)="/#).map { String($0.1) }
        #expect(Set(names) == ["server", "state", "condition", "cause", "kind", "version"])
    }

    @Test("each family is said once, with all its samples behind its description")
    func families() {
        var described: [Substring] = []
        for line in MetricsText.of(Self.servers, version: "0.1", at: Self.now).split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE") {
                described.append(words[2])
            } else if !line.hasPrefix("#") {
                #expect(line.prefix { $0 != "{" && $0 != " " } == described.last)
            }
        }
        #expect(Set(described).count == described.count)
    }

    private static let checker: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
        return folders.map { "\($0)/promtool" }.first { access($0, X_OK) == 0 }
    }()

    @Test(
        "promtool finds nothing to say about the text",
        .enabled(if: checker != nil, "promtool is not installed (Debian package prometheus)"))
    func promtool() throws {
        let checker = try #require(Self.checker)
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: checker)
        process.arguments = ["check", "metrics"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(
            contentsOf: Data(MetricsText.of(Self.servers, version: "0.1", at: Self.now).utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: said, as: UTF8.self) == "")
    }
}
