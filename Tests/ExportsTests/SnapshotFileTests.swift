import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import Exports

final class SnapshotFileTests {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    var path: String { directory.appendingPathComponent("snapshot.json").path }

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    @Test("a snapshot says who made it, when, of what, and how complete it is")
    func metadata() throws {
        let document = try written([])
        #expect(document["tool"] as? String == "lqtop")
        #expect(document["version"] as? String == "0.1")
        #expect(document["created"] as? String == "2026-08-21T12:00:00Z")
        #expect(document["filter"] is NSNull)
        #expect(document["whole"] as? Bool == true)
        #expect(document["count"] as? Int == 0)
        let servers = try #require(document["servers"] as? [[String: Any]])
        #expect(servers[0]["name"] as? String == "kea")
        #expect(servers[0]["address"] as? String == "[::1]:547")
        #expect(servers[0]["insecure"] as? Bool == true)
        #expect(servers[0]["completeness"] as? String == "whole")
    }

    /// What is said about the server of a feed.
    private func exported(_ report: ServerReport) throws -> [String: Any] {
        let path = directory.appendingPathComponent("\(UUID().uuidString).json").path
        let metadata = SnapshotMetadata(
            version: "0.1", createdAt: 1_787_313_600, filter: nil, servers: [.init(report, address: "[::1]:547")])
        _ = try SnapshotFile.write(metadata, to: path, overwrite: false) { _ in }
        try SnapshotSchema.check(path)
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require((document["servers"] as? [[String: Any]])?.first)
    }

    @Test("a polled server's snapshot says when the last complete poll began, and is never whole")
    func polled() throws {
        var report = ServerReport(server: ServerID(rawValue: 0), name: "kea", isInsecure: true)
        report.pollInterval = .seconds(300)
        let moment = Moment(uptime: 0, utc: 1_787_313_560_000_000_000)
        report.completeness = .firstPoll(since: moment)
        #expect(try exported(report)["completeness"] as? String == "filling")
        report.completeness = .polled(asOf: moment, .links(2), lateFrom: moment.advanced(by: .seconds(600)))
        let polled = try exported(report)
        #expect(polled["mode"] as? String == "poll")
        #expect(polled["poll-interval"] as? Int == 300)
        #expect(polled["completeness"] as? String == "polled")
        #expect(polled["polled-at"] as? Int == 1_787_313_560)
        #expect(polled["configured-links-only"] as? Bool == true)
    }

    @Test("a feed's snapshot says as of when it is whole, or every hole and its cause")
    func feed() throws {
        var store = BindingStore(servers: [(name: "kea", isInsecure: true)], limit: 10)
        let at = Moment(uptime: 1_000_000_000, utc: 1_787_313_600_000_000_000)
        func server() throws -> [String: Any] { try exported(store.serverReports(at: at)[0]) }
        let id = ServerID(rawValue: 0)
        store.note(.phase(.live, at: at), from: id)
        var batch = UpdateBatch()
        batch.lastMessageAt = at
        batch.lastBaseTime = ServerTime(rawValue: 840_628_800)
        store.apply(batch, from: id, at: at)
        let hole = try #require((try server()["holes"] as? [[String: Any]])?.first)
        #expect(hole["cause"] as? String == "never-connected")
        #expect(hole["from"] is NSNull)
        #expect(hole["to"] as? Int == 840_628_800)
        store.note(.bulkBegan(Debt(from: nil, to: nil), at: at), from: id)
        #expect(try server()["completeness"] as? String == "filling")
        store.note(.bulkEnded(Debt(from: nil, to: nil), .paid(.links(2)), at: at), from: id)
        let filled = try server()
        #expect(filled["completeness"] as? String == "whole")
        #expect(filled["as-of"] as? Int == 1_787_313_600)
        #expect(filled["configured-links-only"] as? Bool == true)
        #expect((filled["holes"] as? [Any])?.isEmpty == true)
    }

    @Test("a feed's snapshot says how well the feed is heard, and since when")
    func condition() throws {
        var report = ServerReport(server: ServerID(rawValue: 0), name: "kea", isInsecure: true)
        report.condition = FeedCondition(.late, since: Moment(uptime: 0, utc: 1_787_313_560_000_000_000))
        #expect(try exported(report)["condition"] as? String == "late")
        #expect(try exported(report)["condition-since"] as? Int == 1_787_313_560)
    }

    @Test("a feed's snapshot says how the server's clock stands, and how its catch-up went; null if unknown")
    func clock() throws {
        var report = ServerReport(server: ServerID(rawValue: 0), name: "kea", isInsecure: true)
        #expect(try exported(report)["clock-skew"] is NSNull)
        #expect(try exported(report)["catch-up"] is NSNull)
        report.skew = SkewEstimate(seconds: 2.5, lower: 2.25, upper: 2.75)
        report.catchUp = CatchUpReport(
            from: ServerTime(rawValue: 840_628_800), beganAt: Moment(uptime: 0, utc: 1_787_313_560_000_000_000))
        report.catchUp?.updates = 12
        report.catchUp?.end = .neverSaid
        let skew = try #require(try exported(report)["clock-skew"] as? [String: Any])
        #expect(skew["at-least"] as? Double == 2.25)
        #expect(skew["at-most"] as? Double == 2.75)
        #expect(skew["at-most-for-certain"] is NSNull)
        #expect(skew["level"] as? String == "fine")
        let catchUp = try #require(try exported(report)["catch-up"] as? [String: Any])
        #expect(catchUp["state"] as? String == "never-said")
        #expect(catchUp["from"] as? Int == 840_628_800)
        #expect(catchUp["statements"] as? Int == 12)
        #expect(catchUp["ended"] is NSNull)
    }

    @Test("an address is a row whose absent fields are null, never 0")
    func address() throws {
        let row = try #require(try rows(of: written([.address])).first)
        #expect(row["server"] as? String == "kea")
        #expect(row["ip-address"] as? String == "2001:db8::5")
        #expect(row["type"] as? String == "IA_NA")
        #expect(row["duid"] as? String == "00:03:00:01:02")
        #expect(row["valid-lft"] as? Int == 512)
        #expect(row["preferred-lft"] as? Int == 256)
        #expect(row["state"] as? String == "bound")
        #expect(row["last-change"] as? String == "new")
        #expect(row["received-at"] as? Int == 1_787_313_600)
        let absent = [
            "prefix-len", "cltt", "base-time", "expires-at", "hostname",
            "client-link", "interface-id", "remote-id", "subscriber-id", "relay", "relay-fault", "relay-octets",
        ]
        for name in absent { #expect(row[name] is NSNull, "\(name)") }
    }

    @Test("a prefix is a row with its length, its times and the relays it came through, outermost first")
    func prefix() throws {
        let row = try #require(try rows(of: written([.prefix])).first)
        #expect(row["ip-address"] as? String == "3fff:10::")
        #expect(row["type"] as? String == "IA_PD")
        #expect(row["prefix-len"] as? Int == 56)
        #expect(row["valid-lft"] as? Int == 4_294_967_295)
        #expect(row["base-time"] as? Int == 1_787_313_605)
        #expect(row["cltt"] as? Int == 1_787_313_500)
        #expect(row["expires-at"] is NSNull)
        let relays = try #require(row["relay"] as? [[String: Any]])
        #expect(relays.map { $0["link"] as? String } == ["2001:db8:ffff::1", "2001:db8:1::1"])
        #expect(relays[0]["peer"] as? String == "2001:db8:ffff::2")
        #expect(relays[0]["interface-id"] is NSNull)
        let interface = try #require(relays[1]["interface-id"] as? [String: Any])
        #expect(interface["hex"] as? String == "6765302f31")
        #expect(interface["text"] as? String == "ge0/1")
        let remote = try #require(relays[1]["remote-id"] as? [String: Any])
        #expect(remote["enterprise"] as? Int == 32473)
        #expect(remote["hex"] as? String == "1b5b")
        #expect(remote["text"] is NSNull, "an escape sequence is not shown as text")
        #expect(relays[1]["relay-id"] as? String == "00:03:00:01:aa")
        #expect(relays[1]["link-layer-address"] as? String == "02:00:00:00:00:01")
        #expect(relays[1]["subscriber-id"] is NSNull)
    }

    @Test("what names a line and its client stands in the row itself too, to join tables by")
    func joinable() throws {
        var named = BindingRow.address
        named.duid = DUID(octets: [0, 3, 0, 1, 2, 0, 0, 0, 0, 9])
        let name = try #require(DomainName(octets: Array("\u{1}a\u{2}b.\0".utf8)))
        [RawOption(ClientFQDN(flags: 0, name: name))].encode(into: &named.details)
        let rows = try rows(of: written([.prefix, named]))
        #expect(rows[0]["client-link"] as? String == "2001:db8:1::1")
        #expect(rows[0]["interface-id"] as? String == "ge0/1")
        #expect(rows[0]["remote-id"] as? String == "32473:0x1b5b")
        #expect(rows[0]["hw-address"] as? String == "02:00:00:00:00:01")
        #expect(rows[0]["hw-address-source"] as? String == "relay")
        #expect(rows[0]["hostname"] is NSNull)
        #expect(rows[1]["hw-address"] as? String == "02:00:00:00:00:09")
        #expect(rows[1]["hw-address-source"] as? String == "duid")
        #expect(rows[1]["hostname"] as? String == #"a.b\.."#, "a dot inside a label is told from one between labels")
    }

    @Test("relay data that cannot be walked to its end is kept as octets and flagged")
    func malformedRelay() throws {
        var binding = BindingRow.prefix
        let hop = "0c0020010db8000100000000000000000001" + "fe800000000000000000000000000005" + "00120009" + "6765"
        binding.details = [UInt8](hex: "002f0038" + "20010db8ffff00000000000000000002" + hop)!
        let row = try #require(try rows(of: written([binding])).first)
        let relays = try #require(row["relay"] as? [[String: Any]])
        #expect(relays.map { $0["link"] as? String } == ["2001:db8:1::1"])
        #expect((row["relay-fault"] as? String)?.contains("option runs past its container") == true)
        #expect(row["relay-octets"] as? String == hop)
    }

    @Test("a file that is there is not touched unless that was asked for")
    func overwriting() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: SnapshotError.exists(path)) {
            try SnapshotFile.write(.whole, to: path, overwrite: false) { _ in }
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        try SnapshotFile.write(.whole, to: path, overwrite: true) { _ in }
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("{"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["snapshot.json"])
    }

    @Test("R-41: only the owner can read a snapshot")
    func mode() throws {
        _ = try written([])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("until all of it is written there is nothing to be left behind, and a failure leaves nothing")
    func noLeftovers() throws {
        let folder = directory.appendingPathComponent("taken.json").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        var meanwhile: [String] = []
        let error = #expect(throws: SnapshotError.self) {
            try SnapshotFile.write(.whole, to: folder, overwrite: true) { visit in
                visit(.address)
                meanwhile = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
            }
        }
        #expect(error?.description == "cannot write \(folder): Is a directory")
        #expect(meanwhile == ["taken.json"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["taken.json"])
    }

    @Test("a directory that is not there is told with its name")
    func noDirectory() {
        let error = #expect(throws: SnapshotError.self) {
            try SnapshotFile.write(.whole, to: "\(path)/x/y.json", overwrite: false) { _ in }
        }
        #expect(error?.description == "cannot create \(path)/x/y.json: No such file or directory")
    }

    @Test("a disk that is full is told")
    func fullDisk() throws {
        let full = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
        let error = #expect(throws: SnapshotError.self) {
            try SnapshotFile.write(.whole, toDescriptor: full.fileDescriptor) { _ in }
        }
        #expect(error?.description == "cannot write standard output: No space left on device")
    }

    @Test("many rows are written in pieces, each on its own line")
    func manyRows() throws {
        let document = try written(repeatElement(.prefix, count: 5000))
        #expect(try rows(of: document).count == 5000)
        #expect(document["count"] as? Int == 5000)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count(where: { $0.contains("3fff:10::") }) == 5000)
    }

    @Test("a query that was cut off makes the server partial and says why")
    func partial() throws {
        let query = BulkQuery(.link(IPv6Address("2001:db8::")!))
        var ids = SystemRandomNumberGenerator()
        var run = BulkRun([query], requestor: DUID(octets: [0, 4, 1]), security: .insecure, using: &ids)
        run.opened(at: Moment(uptime: 0, utc: 0))
        run.ended(.failed("Connection\u{1b} reset"))
        var metadata = SnapshotMetadata.whole
        metadata.servers[0].coverage = .bulk(run.result)
        try SnapshotFile.write(metadata, to: path, overwrite: false) { _ in }
        let server = try #require((parsed()["servers"] as? [[String: Any]])?.first)
        #expect(server["completeness"] as? String == "partial")
        let queries = try #require(server["queries"] as? [[String: Any]])
        #expect(queries[0]["query"] as? String == "--link 2001:db8::")
        #expect(queries[0]["outcome"] as? String == #"cut off: connection lost: Connection\x1b reset"#)
    }

    @Test("a table that could not take every binding is not whole")
    func dropped() throws {
        var metadata = SnapshotMetadata.whole
        metadata.servers[0].dropped = 1
        try SnapshotFile.write(metadata, to: path, overwrite: false) { _ in }
        let server = try #require((parsed()["servers"] as? [[String: Any]])?.first)
        #expect(server["completeness"] as? String == "partial")
        #expect(server["bindings-not-stored"] as? Int == 1)
    }

    @Test(
        "times are written as RFC 3339 wants them",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_868_799, "2000-02-29T23:59:59Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ])
    func times(unixSeconds: Int64, text: String) {
        #expect(UTCTime(unixSeconds: unixSeconds).description == text)
    }

    func written(_ rows: some Sequence<BindingRow>) throws -> [String: Any] {
        try SnapshotFile.write(.whole, to: path, overwrite: false) { rows.forEach($0) }
        return try parsed()
    }

    /// What the schema allows, taken apart.
    func parsed() throws -> [String: Any] {
        try SnapshotSchema.check(path)
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    func rows(of document: [String: Any]) throws -> [[String: Any]] {
        try #require(document["bindings"] as? [[String: Any]])
    }
}

extension SnapshotMetadata {
    static let whole = SnapshotMetadata(
        version: "0.1", createdAt: 1_787_313_600, filter: nil,
        servers: [
            Server(
                ServerReport(server: ServerID(rawValue: 0), name: "kea", isInsecure: true), address: "[::1]:547",
                coverage: .bulk(BulkResult(reports: [], end: nil, serverID: nil)))
        ])
}

extension BindingRow {
    static let address = BindingRow(
        server: ServerID(rawValue: 0), prefix: IPv6Prefix("2001:db8::5/128")!, kind: .address,
        duid: DUID(octets: [0, 3, 0, 1, 2]), state: .bound, lastChange: .new, preferred: Lifetime(rawValue: 256),
        valid: Lifetime(rawValue: 512), baseTime: nil, sinceLastTransaction: nil, receivedAt: 1_787_313_600,
        changedAt: 1_787_313_600, expiresAt: nil, lastTransactionAt: nil, details: [])

    static let prefix = BindingRow(
        server: ServerID(rawValue: 0), prefix: IPv6Prefix("3fff:10::/56")!, kind: .prefix,
        duid: DUID(octets: [0, 3, 0, 1, 2]), state: .bound, lastChange: .renewed, preferred: .infinite,
        valid: .infinite, baseTime: ServerTime(unixSeconds: 1_787_313_605), sinceLastTransaction: 100,
        receivedAt: 1_787_313_600, changedAt: 1_787_313_600, expiresAt: nil, lastTransactionAt: 1_787_313_500,
        details: [UInt8](hex: relayData)!)

    /// LQ_RELAY_DATA with two relays.
    private static let relayData =
        "002f0080" + "20010db8ffff00000000000000000002"
        + "0c0120010db8ffff0000000000000000000120010db8ffff00000000000000000002" + "0009004a"
        + "0c0020010db8000100000000000000000001fe800000000000000000000000000005" + "00120005" + "6765302f31"
        + "00250006" + "00007ed91b5b" + "00350005" + "00030001aa" + "004f0008" + "0001020000000001"
}
