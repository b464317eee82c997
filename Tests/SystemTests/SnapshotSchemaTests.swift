import Foundation
import Testing

/// `lqtop snapshot` from a real server, held against the schema by a validator of others; needs python3-jsonschema.
struct SnapshotSchemaTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func check(_ files: String...) throws -> Programs.Result {
        try Programs.run(SourceTree.root.appending(path: "scripts/check-snapshot").path, files.map(folder.file))
    }

    private func snapshot(of server: ServerProcess, _ options: String...) throws -> Programs.Result {
        let arguments = ["snapshot", "--bulk", "--insecure", "--server", "[::1]:\(server.port)"] + options
        return try Programs.run(Programs.path("lqtop"), arguments, environment: folder.environment)
    }

    @Test("every format is as the schema has it, by address, and holds the same bindings")
    func formats() throws {
        let server = try ServerProcess("--bindings", "300", "--rate", "0.1")
        for name in ["a.json", "a.ndjson", "a.csv"] {
            let result = try snapshot(of: server, "--link", "2001:db8::1", "--output", folder.file(name))
            #expect(result.status == 0, "\(result.errors)")
        }
        let checked = try check("a.json", "a.ndjson", "a.csv")
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        let document = try JSONSerialization.jsonObject(with: folder.contents(of: "a.json")) as? [String: Any]
        let rows = try #require(document?["bindings"] as? [[String: Any]])
        #expect(rows.count > 10)
        let lines = String(decoding: try folder.contents(of: "a.ndjson"), as: UTF8.self).split(separator: "\n")
        let records = String(decoding: try folder.contents(of: "a.csv"), as: UTF8.self).split(separator: "\r\n")
        try #require(lines.count == rows.count + 2 && records.count == rows.count + 2)
        for (index, row) in rows.enumerated() {
            let address = try #require(row["ip-address"] as? String)
            #expect(lines[index + 1].contains("\"ip-address\":\"\(address)\""))
            #expect(records[index + 1].contains(",\(address),"))
        }
    }

    @Test("--format decides against the ending, and standard output has the same")
    func format() throws {
        let server = try ServerProcess("--bindings", "50")
        let file = folder.file("a.txt")
        let link = ["--link", "2001:db8::1"]
        #expect(try snapshot(of: server, link[0], link[1], "--format", "csv", "--output", file).status == 0)
        #expect(String(decoding: try folder.contents(of: "a.txt"), as: UTF8.self).hasPrefix("record,server,"))
        let piped = try snapshot(of: server, link[0], link[1], "--format", "ndjson")
        #expect(piped.status == 0 && piped.output.hasPrefix(#"{"record":"snapshot","tool":"lqtop","#))
        let wrong = try snapshot(of: server, link[0], link[1], "--format", "xml")
        #expect(wrong.status == 2)
    }

    @Test("a part of what is there ends with status 3 and says so in the file, in every format")
    func partial() throws {
        let server = try ServerProcess("--bindings", "50")
        for name in ["p.json", "p.ndjson", "p.csv"] {
            let result = try snapshot(
                of: server, "--link", "2001:db8::1", "--link", "100::1", "--output", folder.file(name))
            #expect(result.status == 3, "\(result.errors)")
            #expect(try check(name).status == 0)
            #expect(String(decoding: try folder.contents(of: name), as: UTF8.self).contains("partial"))
        }
    }

    @Test("--redact leaves nothing that tells who a client is, and the same pseudonyms each time")
    func redacted() throws {
        let server = try ServerProcess("--bindings", "50", "--rate", "0.1")
        let link = "2001:db8::1"
        #expect(try snapshot(of: server, "--link", link, "--output", folder.file("plain.json")).status == 0)
        for name in ["r.json", "s.json", "r.ndjson", "r.csv"] {
            #expect(try snapshot(of: server, "--redact", "--link", link, "--output", folder.file(name)).status == 0)
        }
        let checked = try check("r.json", "r.ndjson", "r.csv")
        #expect(checked.status == 0, "\(checked.output)")
        func rows(_ name: String) throws -> [[String: Any]] {
            let document = try JSONSerialization.jsonObject(with: folder.contents(of: name)) as? [String: Any]
            return try #require(document?["bindings"] as? [[String: Any]])
        }
        #expect(try rows("r.json").map { $0["duid"] as? String } == rows("s.json").map { $0["duid"] as? String })
        let files = try ["r.json", "r.ndjson", "r.csv"].map {
            String(decoding: try folder.contents(of: $0), as: UTF8.self)
        }
        for row in try rows("plain.json") {
            for field in ["duid", "ip-address", "hw-address", "remote-id", "subscriber-id", "hostname"] {
                guard let secret = row[field] as? String, !secret.hasSuffix("::") else { continue }
                #expect(!files.contains { $0.contains("\"\(secret)\"") || $0.contains(",\(secret),") }, "\(field)")
            }
        }
        let key = try folder.contents(of: "lqtop/redaction.key")
        #expect(!files.contains { $0.contains(String(decoding: key.dropLast(), as: UTF8.self)) })
    }

    @Test("the schema refuses what is not whole, not named or not of its kind")
    func refused() throws {
        let server = try ServerProcess("--bindings", "50")
        for name in ["a.json", "a.ndjson", "a.csv"] {
            let result = try snapshot(of: server, "--link", "2001:db8::1", "--output", folder.file(name))
            #expect(result.status == 0, "\(result.errors)")
        }
        let breakages: [(String, (String) -> String)] = [
            ("a.json", { String($0.dropLast($0.count / 2)) }),
            ("a.json", { $0.replacing(#""type":"IA_NA""#, with: #""type":"IA_TA""#, maxReplacements: 1) }),
            ("a.json", { $0.replacing(#""duid":"#, with: #""DUID":"#, maxReplacements: 1) }),
            ("a.json", { $0.replacing(#""valid-lft":"#, with: #""valid-lft":-"#, maxReplacements: 1) }),
            ("a.json", { $0.replacing(#""whole":true"#, with: #""whole":1"#, maxReplacements: 1) }),
            ("a.ndjson", { $0.split(separator: "\n").dropLast().joined(separator: "\n") }),
            ("a.ndjson", { $0.replacing(#""record":"binding""#, with: #""record":"lease""#, maxReplacements: 1) }),
            ("a.csv", { $0.replacing("record,", with: "kind,", maxReplacements: 1) }),
            ("a.csv", { $0.split(separator: "\r\n").dropLast().joined(separator: "\r\n") + "\r\n" }),
        ]
        for (index, (name, breaking)) in breakages.enumerated() {
            let sound = String(decoding: try folder.contents(of: name), as: UTF8.self)
            let broken = breaking(sound)
            try #require(broken != sound, "breakage \(index)")
            try folder.write(broken, to: "broken-\(name)")
            #expect(try check("broken-\(name)").status == 1, "breakage \(index)")
        }
    }
}
