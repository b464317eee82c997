import Bindings
import DHCPv6Wire
import Foundation
import LeasequerySession
import Testing

@testable import Exports

/// What a document says about partners and about who was at the other end.
struct PartnerExportTests {
    private let snapshots: SnapshotFileTests

    init() throws {
        snapshots = try SnapshotFileTests()
    }

    private static func shared(_ conflict: PartnerConflict?, isUnverified: Bool = false) -> BindingRow {
        var other = BindingRow.prefix
        other.server = ServerID(rawValue: 1)
        other.duid = DUID(octets: [0, 3, 0, 1, 9])
        other.isUnverified = isUnverified
        var row = BindingRow.prefix
        row.partner = PartnerSource(other, conflict: conflict, since: conflict.map { _ in 1_787_313_700 })
        return row
    }

    private func metadata() -> SnapshotMetadata {
        var metadata = SnapshotMetadata.whole
        var second = metadata.servers[0]
        second.name = "kea2"
        second.partner = PartnerReport(
            server: ServerID(rawValue: 0), shared: 5, conflicts: 2, oldestConflict: 1_787_313_700)
        metadata.servers.append(second)
        return metadata
    }

    private func document(_ metadata: SnapshotMetadata, _ rows: [BindingRow]) throws -> [String: Any] {
        try SnapshotFile.write(metadata, to: snapshots.path, overwrite: true) { rows.forEach($0) }
        return try snapshots.parsed()
    }

    @Test("a binding that both partners have told is one row with both sources and what the other one says")
    func sources() throws {
        let row = try #require(try snapshots.rows(of: document(metadata(), [Self.shared(.holder)])).first)
        #expect(row["server"] as? String == "kea")
        #expect(row["sources"] as? [String] == ["kea", "kea2"])
        #expect(row["conflict"] as? Bool == true)
        let partner = try #require(row["partner"] as? [String: Any])
        #expect(partner["server"] as? String == "kea2")
        #expect(partner["duid"] as? String == "00:03:00:01:09")
        #expect(partner["state"] as? String == "bound")
        #expect(partner["unverified"] as? Bool == false)
        #expect(partner["cltt"] as? Int == 1_787_313_500)
        #expect(partner["base-time"] as? Int == 1_787_313_605)
        #expect(partner["expires-at"] is NSNull)
        #expect(partner["contradicts"] as? String == "other-client")
        #expect(partner["contradicts-since"] as? Int == 1_787_313_700)
    }

    @Test("a conflict is false where partners agree, and null where that is not known")
    func conflict() throws {
        let rows = try snapshots.rows(
            of: document(metadata(), [Self.shared(nil), Self.shared(.end, isUnverified: true), .prefix]))
        #expect(rows[0]["conflict"] as? Bool == false)
        #expect(rows[1]["conflict"] is NSNull)
        #expect((rows[1]["partner"] as? [String: Any])?["contradicts"] as? String == "one-ended")
        #expect(rows[2]["conflict"] is NSNull)
        #expect(rows[2]["partner"] is NSNull)
        #expect(rows[2]["sources"] as? [String] == ["kea"])
    }

    @Test("each server names its partner and counts the conflicts; null without one")
    func servers() throws {
        let servers = try #require(try document(metadata(), [])["servers"] as? [[String: Any]])
        #expect(servers.map { $0["partner"] as? String } == [nil, "kea"])
        #expect(servers.map { $0["conflicts"] as? Int } == [nil, 2])
        #expect(servers[0]["partner"] is NSNull)
    }

    @Test("a secured server is named as its certificate names it, with the days that are left; plain TCP is null")
    func peer() throws {
        let peer = PeerIdentity(
            subject: "CN=kea\u{1b}[2J", issuer: "CN=authority", names: [], notAfter: 1_787_313_600 + 86_400 * 3 + 5,
            version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384")
        var report = ServerReport(server: ServerID(rawValue: 0), name: "kea", isInsecure: false)
        report.peer = peer
        var metadata = SnapshotMetadata.whole
        metadata.servers.append(.init(report, address: "[::1]:547"))
        var result = BulkResult(reports: [], end: nil, serverID: nil)
        result.peer = peer
        report.peer = nil
        metadata.servers.append(.init(report, address: "[::1]:547", coverage: .bulk(result)))
        let servers = try #require(try document(metadata, [])["servers"] as? [[String: Any]])
        #expect(servers[0]["tls"] is NSNull)
        for server in servers.dropFirst() {
            let tls = try #require(server["tls"] as? [String: Any])
            #expect(tls["subject"] as? String == #"CN=kea\x1b[2J"#)
            #expect(tls["issuer"] as? String == "CN=authority")
            #expect(tls["version"] as? String == "TLSv1.3")
            #expect(tls["cipher"] as? String == "TLS_AES_256_GCM_SHA384")
            #expect(tls["not-after"] as? String == "2026-08-24T12:00:05Z")
            #expect(tls["days-left"] as? Int == 3)
        }
    }
}
