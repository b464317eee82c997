import Foundation
import Testing

/// Against a running Kea 3.0 with Bulk Leasequery, where the environment names one.
@Suite(.serialized)
struct KeaTests {
    @Test(
        "a bulk snapshot of every link equals what Kea itself has leased",
        .enabled(if: KeaPeer.current != nil, KeaPeer.needed))
    func snapshot() throws {
        let kea = try #require(KeaPeer.current)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let snapshot = try Programs.run(
            Programs.path("lqtop"),
            ["snapshot", "--bulk", "--insecure", "--server", kea.endpoint, "--output", file]
                + kea.links.flatMap { ["--link", $0] })
        #expect(snapshot.status == 0, "\(snapshot.errors)")
        let comparison = try kea.compare(file)
        #expect(comparison.status == 0, "\(comparison.output)\(comparison.errors)")
    }

    @Test(
        "an unknown link makes the snapshot partial",
        .enabled(if: KeaPeer.current != nil, KeaPeer.needed))
    func unknownLink() throws {
        let kea = try #require(KeaPeer.current)
        let snapshot = try Programs.run(
            Programs.path("lqtop"),
            ["snapshot", "--bulk", "--insecure", "--server", kea.endpoint, "--link", kea.links[0], "--link", "100::1"])
        #expect(snapshot.status == 3)
        #expect(snapshot.output.contains("\"completeness\":\"partial\""))
        #expect(
            snapshot.errors.hasPrefix(
                "lqtop: \(kea.endpoint): '--link 100::1' refused: NotConfigured, not a configured link;")
        )
    }
}

/// The Kea the environment names.
struct KeaPeer {
    let endpoint: String
    let controlSocket: String
    let links: [String]
    /// Of its memfile database, if the environment names it.
    let leaseFile: String?

    static let needed: Comment = "no Kea: set KEA_PEER_ADDR, KEA_PEER_PORT, KEA_PEER_CTL and KEA_PEER_LINKS"

    static var current: KeaPeer? {
        let environment = ProcessInfo.processInfo.environment
        guard let address = environment["KEA_PEER_ADDR"], let port = environment["KEA_PEER_PORT"],
            let socket = environment["KEA_PEER_CTL"], let links = environment["KEA_PEER_LINKS"]?.split(separator: " "),
            !links.isEmpty
        else { return nil }
        return KeaPeer(
            endpoint: "[\(address)]:\(port)", controlSocket: socket, links: links.map(String.init),
            leaseFile: environment["KEA_PEER_LEASES"])
    }

    /// Compares an export with what this Kea says that it has leased.
    func compare(_ export: String) throws -> Programs.Result {
        try Programs.run("/usr/bin/env", ["python3", KeaPeer.comparison, export, controlSocket])
    }

    private static let comparison = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scripts/kea-compare.py").path
}
