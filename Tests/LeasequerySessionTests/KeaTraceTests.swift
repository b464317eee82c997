import DHCPv6Wire
import Foundation
import Testing

@testable import LeasequerySession

/// Answers of Kea 3.0.4, recorded by `scripts/kea-record.py`.
struct KeaTraceTests {
    static let link2 = BulkQuery(.link(IPv6Address("2001:db8:fb00:2::")!))

    @Test("Kea: one lease a message, clients with odd DUIDs, a DONE without a status")
    func link() throws {
        let replay = try Replay("link", [BulkQuery(.link(IPv6Address("2001:db8:fb00:1::")!))])
        #expect(replay.result.isWhole)
        #expect(replay.result.reports[0].bindings == 16)
        #expect(replay.rows.count == 16)
        #expect(replay.rows.count(where: { $0.kind == .prefix && $0.length == 56 }) == 8)
        #expect(Set(replay.duids).count == 8)
        #expect(replay.duids.map(\.octets.count).max() == 130)
        #expect(replay.bases == [nil], "Kea sends no base time")
        #expect(replay.result.serverID?.description == "00:02:00:00:7e:d9:6b:65:61:70:65:65:72:30:62")
    }

    @Test("Kea: 'no active leases' is complete without a DONE, an unknown link is skipped")
    func severalLinks() throws {
        let queries = ["2001:db8:fb00:2::", "2001:db8:fb00:5::", "2001:db8:dead::"].map {
            BulkQuery(.link(IPv6Address($0)!))
        }
        let replay = try Replay("two-links", queries)
        #expect(
            replay.result.reports.map(\.outcome)
                == [.complete, .complete, .refused(.notConfigured, text: "not a configured link")])
        #expect(replay.result.reports.map(\.bindings) == [8, 0, 0])
        #expect(!replay.result.isWhole)
    }

    @Test("Kea: chains of four relays are written wrongly; the bindings are used, the fault is counted")
    func relays() throws {
        let replay = try Replay("relays", [BulkQuery(.link(IPv6Address("2001:db8:fb00:3::")!))])
        #expect(replay.result.isWhole)
        #expect(replay.rows.count == 2)
        #expect(replay.faults[.relayData] == 2)
        let path = try #require(RelayPath(details: replay.details[0]))
        #expect(path.fault != nil)
        #expect(path.hops.count == 4)
    }

    @Test("Kea: link :: is refused as malformed")
    func unspecified() throws {
        let replay = try Replay("unspecified", [BulkQuery(.link(.unspecified))])
        #expect(
            replay.result.reports[0].outcome == .refused(.malformedQuery, text: "undefined link address"))
        #expect(replay.result.isEmptyHanded)
    }

    @Test("Kea: the address and the prefix of one client are two messages")
    func client() throws {
        let duid = DUID(octets: [UInt8](hex: "00046a505d4fa3da103fa6a35842cbcc2cd1")!)
        let replay = try Replay("client", [BulkQuery(.client(duid))])
        #expect(replay.rows.map(\.kind) == [.address, .prefix])
        #expect(Set(replay.duids) == [duid])
    }

    @Test("Kea: an address inside a delegated prefix finds the prefix")
    func address() throws {
        let queries = ["3fff:b10::5", "2001:db8:fb00:2::ff:1"].map { BulkQuery(.address(IPv6Address($0)!)) }
        let replay = try Replay("address", queries)
        #expect(replay.rows.map(\.kind) == [.prefix])
        #expect(replay.result.reports.map(\.bindings) == [1, 0])
        #expect(replay.result.isWhole)
    }

    @Test("Kea: by remote-id")
    func remote() throws {
        let remote = RemoteID(enterprise: 32473, identifier: Array("rem-0".utf8))
        let replay = try Replay("remote", [BulkQuery(.remote(remote))])
        #expect(replay.result.isWhole)
        #expect(replay.rows.count == replay.result.reports[0].bindings)
        let sound = replay.details.compactMap { RelayPath(details: $0) }.filter { $0.fault == nil }
        #expect(!sound.isEmpty)
        #expect(sound.allSatisfy { $0.hops.last?.remoteID == remote })
    }

    @Test("Kea: declined leases among the answers about a relay are left out and counted")
    func declined() throws {
        let relay = DUID(octets: [UInt8](hex: "000200007ed972656c61792d30")!)
        let replay = try Replay("declined", [BulkQuery(.relay(relay))])
        #expect(replay.result.reports[0].declined == 3)
        #expect(replay.result.reports[0].bindings == replay.rows.count)
        #expect(!replay.duids.contains(BulkRun.declinedClient))
        #expect(replay.result.isWhole)
    }
}

/// A trace played to a `BulkRun`, which must ask exactly what was asked then.
private struct Replay {
    var rows: [LeaseRecord] = []
    var duids: [DUID] = []
    var details: [[UInt8]] = []
    var bases: Set<ServerTime?> = []
    var faults = FaultCounts()
    var result: BulkResult

    init(_ name: String, _ queries: [BulkQuery]) throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/Kea/\(name)", withExtension: "trace"))
        var ids = CountingIDs()
        let requestor = DUID(octets: [UInt8](hex: "00046c71746f700040008000000000000001")!)
        var bench = BulkBench(BulkRun(queries, requestor: requestor, security: .insecure, using: &ids))
        var batch = UpdateBatch()
        bench.open()
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
            switch line.first {
            case ">": #expect(bench.sent.last?.dropFirst(2).hex == String(line.dropFirst(2)))
            case "<": bench.receive(try #require([UInt8](hex: line.dropFirst(2))), into: &batch)
            case ".": if line == ". closed" { bench.run.ended(.closed) }
            default: break
            }
        }
        #expect(bench.isClosed)
        result = bench.run.result
        faults = batch.tally.faults
        for update in batch.updates {
            rows.append(update.lease)
            duids.append(batch.duid(of: update))
            details.append(batch.details(of: update))
            bases.insert(update.baseTime)
        }
    }
}
