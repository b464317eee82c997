import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Exports

struct AlarmExportTests {
    /// A server that was never reached, after a minute.
    private static func store() -> LiveStore {
        let store = LiveStore(servers: [(name: "dhcp-a", isInsecure: false)], limit: 10)
        store.receive(UpdateBatch(), [.phase(.connecting, at: at(0))], from: ServerID(rawValue: 0), at: at(0))
        store.tell(OwnCertificate(path: "/etc/own.pem", notAfter: at(0).unixSeconds + 20 * 86_400))
        for second in 0...60 { store.advance(to: at(second)) }
        return store
    }

    private static func at(_ second: Int) -> Moment {
        MetricsTextTests.now.advanced(by: .seconds(second))
    }

    @Test("open alarms are 1 with their kind and severity, the raised ones are counted, and what is over is absent")
    func metrics() {
        let store = Self.store()
        func lines(at second: Int) -> [Substring] {
            let (servers, alarms) = store.read { ($0.serverReports(at: Self.at(second)), $0.alarms) }
            return MetricsText.of(servers, alarms, version: "0.1", at: Self.at(second)).split(separator: "\n")
                .filter { $0.hasPrefix("lqtop_alarm") }
        }
        #expect(
            lines(at: 60) == [
                #"lqtop_alarm{server="dhcp-a",kind="disconnected",severity="critical"} 1"#,
                #"lqtop_alarm{kind="own-certificate",severity="warning"} 1"#,
                "lqtop_alarms_acknowledged 0",
                #"lqtop_alarms_raised_total{server="dhcp-a",kind="disconnected"} 1"#,
                #"lqtop_alarms_raised_total{kind="own-certificate"} 1"#,
            ])
        store.receive(UpdateBatch(), [.phase(.live, at: Self.at(60))], from: ServerID(rawValue: 0), at: Self.at(60))
        store.acknowledge(store.read { $0.alarms.alarms.last?.id ?? 0 }, true)
        for second in 61...72 { store.advance(to: Self.at(second)) }
        #expect(
            lines(at: 72).prefix(2) == [
                #"lqtop_alarm{kind="own-certificate",severity="warning"} 1"#, "lqtop_alarms_acknowledged 1",
            ])
        #expect(lines(at: 72).count == 4)
    }

    @Test("an export names the open alarms, and says nothing of alarms where nobody watched")
    func snapshot() {
        func json(_ alarms: [Alarm]?) -> String {
            var json = JSONWriter()
            let report = ServerReport(server: ServerID(rawValue: 0), name: "dhcp-a", isInsecure: false)
            let metadata = SnapshotMetadata(
                version: "0.1", createdAt: 0, filter: nil,
                servers: [SnapshotMetadata.Server(report, address: "[::1]:547")], alarms: alarms)
            json.object { metadata.write(to: &$0) }
            return json.text.filter { $0 != "\n" }
        }
        let since = Self.at(1).unixSeconds
        #expect(
            json(Self.store().read { $0.alarms.alarms }).hasSuffix(
                #""alarms":[{"kind":"disconnected","server":"dhcp-a","severity":"critical","since":\#(since - 1),"#
                    + #""acknowledged":false},{"kind":"own-certificate","server":null,"severity":"warning","#
                    + #""since":\#(since - 1),"acknowledged":false}]}"#))
        #expect(json([]).hasSuffix(#""alarms":[]}"#))
        #expect(!json(nil).contains("alarms"))
    }
}
