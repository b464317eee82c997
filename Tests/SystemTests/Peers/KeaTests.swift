import Foundation
import Testing

/// Against a real Kea, where the environment names one. One test at a time, since all change the same leases.
@Suite(.serialized)
struct KeaTests {
    @Test(
        "a bulk snapshot of every link equals what Kea itself has leased",
        .enabled(if: KeaPeer.current?.endpoint != nil, KeaPeer.needed))
    func bulkSnapshot() throws {
        let kea = try #require(KeaPeer.current)
        let comparison = try compared(
            kea, asking: try #require(kea.endpoint), kea.links.flatMap { ["--link", $0] }, as: "Kea's own bulk answer")
        #expect(comparison.status == 0)
    }

    @Test(
        "an unknown link makes the snapshot partial",
        .enabled(if: KeaPeer.current?.endpoint != nil, KeaPeer.needed))
    func bulkUnknownLink() throws {
        let kea = try #require(KeaPeer.current)
        let endpoint = try #require(kea.endpoint)
        let snapshot = try Programs.run(
            Programs.path("lqtop"),
            ["snapshot", "--bulk", "--insecure", "--server", endpoint, "--link", kea.links[0], "--link", "100::1"])
        #expect(snapshot.status == 3)
        #expect(snapshot.output.contains("\"completeness\":\"partial\""))
        #expect(
            snapshot.errors.hasPrefix(
                "lqtop: \(endpoint): '--link 100::1' refused: NotConfigured, not a configured link;")
        )
        try kea.report("an unknown link: partial")
    }

    /// Asks a server for its bindings once, and compares them with what Kea has.
    @discardableResult
    func compared(
        _ kea: KeaPeer, asking endpoint: String, _ links: [String], as what: String
    ) throws -> Programs.Result {
        let folder = try TestFolder()
        let file = folder.file("snapshot.json")
        let snapshot = try Programs.run(
            Programs.path("lqtop"),
            ["snapshot", "--bulk", "--insecure", "--server", endpoint, "--output", file] + links)
        #expect(snapshot.status == 0, "\(snapshot.errors)")
        return try compared(kea, file, as: what)
    }

    /// Compares a file that lqtop wrote with what Kea has.
    func compared(_ kea: KeaPeer, _ export: String, as what: String) throws -> Programs.Result {
        let result = try kea.compare(export)
        #expect(result.status == 0, "\(what): \(result.output)\(result.errors)")
        try kea.report("\(what): \(result.output.prefix { $0 != "\n" })")
        return result
    }

    /// Exports what the dashboard has, and compares it with what Kea has.
    @discardableResult
    func compared(
        _ kea: KeaPeer, exportOf terminal: TerminalSession, as what: String
    ) throws -> Programs.Result {
        let name = "\(UUID().uuidString).json"
        try terminal.type("2")
        try terminal.wait(for: "[2 Bindings]")
        try terminal.type("e")
        try terminal.wait(for: "Enter writes the file")
        try terminal.type("C-u", name, "Enter")
        try terminal.wait(for: "bindings written to \(name)")
        try terminal.type("1")
        return try compared(kea, terminal.folder.file(name), as: what)
    }
}
