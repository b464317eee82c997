import Foundation
import Testing

/// `lqtop diff` as a shell sees it.
struct DiffCommandTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func diff(_ arguments: String...) throws -> Programs.Result {
        try Programs.run(Programs.path("lqtop"), ["diff"] + arguments, environment: folder.environment)
    }

    @Test("status 0 if nothing changed, 1 if a binding did, 2 if a file is none; a snapshot of lqtop is understood")
    func statuses() throws {
        let server = try ServerProcess("--bindings", "50", "--rate", "0.1")
        let files = [
            ("a.json", []), ("b.ndjson", []), ("c.ndjson", ["--filter", "kind:pd"]), ("d.csv", []),
            ("e.csv", ["--redact"]), ("f.json", ["--redact"]),
        ]
        for (name, options) in files {
            let result = try Programs.run(
                Programs.path("lqtop"),
                ["snapshot", "--bulk", "--insecure", "--server", "[::1]:\(server.port)", "--link", "2001:db8::1"]
                    + ["--output", folder.file(name)] + options, environment: folder.environment)
            #expect(result.status == 0, "\(result.errors)")
        }
        let (a, b, c) = (folder.file("a.json"), folder.file("b.ndjson"), folder.file("c.ndjson"))
        let same = try diff(a, b)
        #expect(same.status == 0, "\(same.output)\(same.errors)")
        #expect(same.output.contains("0 new, 0 gone, 0 moved, 0 with another client, "))
        #expect(try diff(a, folder.file("d.csv")).status == 0 && diff(folder.file("d.csv"), b).status == 0)
        #expect(try diff(folder.file("e.csv"), folder.file("f.json")).status == 0)
        #expect(try diff(a, folder.file("e.csv")).status == 2)
        let different = try diff(a, c)
        #expect(different.status == 1)
        #expect(different.output.contains("note: the filters differ: 'all' and 'kind:pd'\ngone: 2001:db8:"))
        let json = try diff(a, c, "--format", "json")
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(json.status == 1 && (document?["gone"] as? Int ?? 0) > 0)
        try folder.write(
            String(decoding: folder.contents(of: "b.ndjson").dropLast(30), as: UTF8.self), to: "cut.ndjson")
        let cut = try diff(a, folder.file("cut.ndjson"))
        #expect(cut.status == 2 && cut.output.isEmpty && cut.errors.hasPrefix("lqtop: \(folder.file("cut.ndjson")): "))
        #expect(try diff(a, folder.file("none")).status == 2)
    }
}
