import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import Exports

/// The same rows as a document, as lines and as a table.
final class SnapshotFormatTests {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The text of a snapshot that the schema allows.
    private func written(
        _ rows: [BindingRow], as format: SnapshotFormat, _ metadata: SnapshotMetadata = .whole
    ) throws -> String {
        let path = directory.appendingPathComponent("\(UUID().uuidString).\(format.rawValue)").path
        let count = try SnapshotFile.write(metadata, as: format, to: path, overwrite: false) { rows.forEach($0) }
        #expect(count == rows.count)
        try SnapshotSchema.check(path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    private func object(_ line: some StringProtocol) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private static var partial: SnapshotMetadata {
        var metadata = SnapshotMetadata.whole
        metadata.servers[0].dropped = 1
        return metadata
    }

    @Test(
        "the format is told by the file's ending",
        arguments: [
            ("a.json", SnapshotFormat.json), ("a.NDJSON", .ndjson), ("x.y/a.jsonl", .ndjson), ("b.json.csv", .csv),
            ("a.txt", nil), ("csv", nil), ("x.csv/a", nil), ("", nil),
        ])
    func ending(path: String, format: SnapshotFormat?) {
        #expect(SnapshotFormat(ofFile: path) == format)
    }

    @Test("NDJSON begins with what it is of, and ends with how many there are and whether that is all")
    func lines() throws {
        let lines = try written([.address, .prefix], as: .ndjson).split(separator: "\n").map(object)
        #expect(lines.map { $0["record"] as? String } == ["snapshot", "binding", "binding", "end"])
        #expect(lines[0]["created"] as? String == "2026-08-21T12:00:00Z")
        #expect(lines[1]["ip-address"] as? String == "2001:db8::5")
        #expect(lines[2]["prefix-len"] as? Int == 56)
        #expect(lines[3]["count"] as? Int == 2)
        #expect(lines[3]["whole"] as? Bool == true)
        let partial = try written([], as: .ndjson, Self.partial).split(separator: "\n").map(object)
        #expect(partial.map { $0["whole"] as? Bool } == [false, false])
    }

    @Test("CSV has a header, a record for each binding and one more, with CR and LF behind each")
    func table() throws {
        let table = try written([.address], as: .csv)
        let header =
            "record,server,sources,ip-address,type,prefix-len,duid,hw-address,hw-address-source,hostname,"
            + "preferred-lft,valid-lft,cltt,base-time,received-at,changed-at,expires-at,state,unverified,last-change,"
            + "conflict,partner,client-link,interface-id,remote-id,subscriber-id,relay,relay-fault,relay-octets,"
            + "completeness,redaction,created,filter,count"
        let binding =
            #"binding,kea,"["kea"]",2001:db8::5,IA_NA,,00:03:00:01:02,02,duid,,256,512,,,1787313600,1787313600,,"#
            .replacing(#""["kea"]""#, with: #""[""kea""]""#) + "bound,false,new,,,,,,,,,,whole,,,,"
        let end = "end" + String(repeating: ",", count: 29) + "whole,,2026-08-21T12:00:00Z,,1"
        #expect(table == [header, binding, end, ""].joined(separator: "\r\n"))
    }

    @Test("what is partial is so in every record of its server, and in the last")
    func partialTable() throws {
        var metadata = Self.partial
        metadata.filter = "kind:pd, \"x\""
        let records = try written([.address], as: .csv, metadata).split(separator: "\r\n")
        #expect(records[1].hasSuffix(",partial,,,,"))
        #expect(records[2].hasSuffix(#",partial,,2026-08-21T12:00:00Z,"kind:pd, ""x""",1"#))
    }

    @Test("every format has the same fields with the same values")
    func sameFields() throws {
        let document = try object(try written([.prefix], as: .json))
        var line = try object(try written([.prefix], as: .ndjson).split(separator: "\n")[1])
        line["record"] = nil
        let row = try #require((document["bindings"] as? [[String: Any]])?.first)
        #expect(NSDictionary(dictionary: row) == NSDictionary(dictionary: line))
        #expect(Set(row.keys) == Set(BindingField.all.map(\.name)))
    }

    @Test(
        "a cell that a spreadsheet would take for a formula gets an apostrophe, which one that has one gets too",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
            ("\nx", "\"'\nx\""), ("'x", "''x"), ("=\"a\"", "\"'=\"\"a\"\"\""), ("a=b", "a=b"), ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""), ("", ""),
        ])
    func formulas(text: String, cell: String) {
        var table = CSVWriter()
        table.cell(text)
        table.cell(7)
        table.endRecord()
        #expect(String(decoding: table.take(), as: UTF8.self) == "\(cell),7\r\n")
    }

    @Test("a change is told with the names that a binding has, and its time to the millisecond")
    func change() throws {
        let row = ChangeRow(
            sequence: 7, kind: .changedHolder, at: 1_787_313_600_042_999_999, origin: .catchUp,
            server: ServerID(rawValue: 0), prefix: IPv6Prefix("3fff:10::/56")!, bindingKind: .prefix,
            duid: DUID(octets: [0, 4, 9]), previousDUID: DUID(octets: [0, 4, 8]), valid: Lifetime(rawValue: 600))
        var json = JSONWriter()
        json.object { ChangeDocument(row) { _ in "kea" }.write(to: &$0) }
        #expect(
            json.text
                == #"{"number":7,"change":"changed-holder","at":1787313600.042,"origin":"catch-up","server":"kea","#
                + #""ip-address":"3fff:10::","type":"IA_PD","prefix-len":56,"duid":"00:04:09","#
                + #""previous-duid":"00:04:08","valid-lft":600}"#)
    }
}

/// Snapshots that are for others to see.
extension SnapshotFormatTests {
    @Test(
        "a redacted snapshot says so and how, and has nothing that tells who a client is",
        arguments: SnapshotFormat.allCases)
    func redacted(format: SnapshotFormat) throws {
        var metadata = SnapshotMetadata.whole
        metadata.filter = "00:03:00:01:02"
        metadata.redactor = Redactor(prefixLength: 24, names: .removed) { octets in
            (0..<32).map { UInt8(truncatingIfNeeded: octets.reduce(0) { $0 &* 31 &+ Int($1) } >> ($0 % 4)) }
        }
        let text = try written([.address, .prefix], as: format, metadata)
        let query = BulkQuery(.client(DUID(octets: [0, 3, 0, 1, 2])))
        var ids = SystemRandomNumberGenerator()
        var run = BulkRun([query], requestor: DUID(octets: [0, 4, 1]), security: .insecure, using: &ids)
        run.opened(at: Moment(uptime: 0, utc: 0))
        run.ended(.failed("no 00:03:00:01:02 here"))
        metadata.servers[0].coverage = .bulk(run.result)
        let asked = try written([.address], as: format, metadata)
        for secret in [
            "00:03:00:01:02", "2001:db8::5", "3fff:10::", "ge0/1", "6765302f31", "1b5b", "02:00:00:00:00:01",
        ] {
            #expect(!text.contains(secret) && !asked.contains(secret), "\(secret)")
        }
        #expect(text.contains("2001:d00::") && text.contains("(hidden)") && text.contains("ff:ff:"))
        #expect(text.contains(metadata.redactor?.keyFingerprint ?? "?") && text.contains("24"))
    }
}
