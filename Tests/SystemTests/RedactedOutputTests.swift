import Foundation
import Testing

/// One switch for everything that leaves the program: what tells who a client is, taken from outputs that are not
/// redacted, is looked for in all that are.
@Suite(.serialized)
struct RedactedOutputTests {
    private let server: ServerProcess
    private let folder: TestFolder

    init() throws {
        server = try ServerProcess("--bindings", "300", "--rate", "30", "--keepalive", "1")
        folder = try TestFolder()
        try folder.write("[redaction]\nprefix-length = 32\n", to: "redaction.toml")
    }

    private func lqtop(_ arguments: String...) throws -> Programs.Result {
        try Programs.run(Programs.path("lqtop"), arguments, environment: folder.environment)
    }

    private func text(_ name: String) -> String {
        (try? folder.contents(of: name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func snapshot(_ name: String, _ options: String...) throws -> String {
        let arguments =
            ["snapshot", "--bulk", "--config", folder.file("redaction.toml"), "--insecure"]
            + ["--server", "[::1]:\(server.port)", "--link", "2001:db8::1", "--output", folder.file(name)] + options
        let result = try Programs.run(Programs.path("lqtop"), arguments, environment: folder.environment)
        #expect(result.status == 0, "\(result.errors)")
        return text(name) + result.errors
    }

    /// Everything of all bindings that tells who somebody is, as it stands in an output.
    private func secrets() throws -> Set<String> {
        _ = try snapshot("plain.json")
        let document = try JSONSerialization.jsonObject(with: folder.contents(of: "plain.json")) as? [String: Any]
        let rows = try #require(document?["bindings"] as? [[String: Any]])
        var secrets: Set<String> = []
        var found: Set<String> = []
        for row in rows {
            for field in ["ip-address", "duid", "hw-address", "hostname", "interface-id", "remote-id", "subscriber-id"]
            {
                guard let value = row[field] as? String else { continue }
                secrets.insert(field == "remote-id" ? String(value.split(separator: ":")[1]) : value)
                found.insert(field)
            }
        }
        try #require(secrets.count > 100 && found.count == 7, "\(found)")
        return secrets
    }

    private static func expectNothing(of secrets: Set<String>, in text: String, _ output: String) {
        #expect(!text.isEmpty, "\(output)")
        // Short ones, such as a remote-id, may be part of what is none: whole words only.
        let words = Set(text.split { !($0.isLetter || $0.isNumber || ":-./".contains($0)) }.map(String.init))
        let parts = Set(words.flatMap { $0.split(separator: "/").map(String.init) })
        let found = secrets.intersection(words.union(parts))
        #expect(found.isEmpty, "\(output): \(found.prefix(3))")
        for secret in secrets where secret.count > 16 { #expect(!text.contains(secret), "\(output): \(secret)") }
    }

    @Test("what is looked for stands in outputs that are not redacted")
    func control() throws {
        let secrets = try secrets()
        let plain = Set(text("plain.json").split(separator: "\"").map(String.init))
        #expect(secrets.intersection(plain).count > secrets.count / 2)
    }

    @Test("snapshots of every format say that they are redacted and hold nothing of a client")
    func snapshots() throws {
        let secrets = try secrets()
        for name in ["r.json", "r.ndjson", "r.csv"] {
            let text = try snapshot(name, "--redact")
            Self.expectNothing(of: secrets, in: text, name)
            #expect(text.contains(name.hasSuffix("csv") ? "addresses cut to /32" : #""prefix-length":32"#))
        }
    }

    @Test("stream to a file and to a socket, log and metrics of a service hold nothing of a client")
    func service() throws {
        let secrets = try secrets()
        let lqtop = try HeadlessProcess(
            server.port,
            """
            metrics-listen = '[::1]:0'
            metrics-file = 'lqtop.prom'
            stream = {file = 'stream.ndjson', socket = 's'}
            redaction = {enabled = true, prefix-length = 32}
            alarms = {storm-floor = 1, storm-factor = 2}

            """, in: folder)
        try lqtop.wait(for: "kea: query accepted: live")
        let reader = try StreamReader(folder.file("s"))
        try lqtop.wait(for: "kea: bulk query complete")
        try lqtop.wait { reader.read().contains(#""change":"renewed""#) }
        let figures = try lqtop.figures()
        Self.expectNothing(of: secrets, in: figures, "metrics by HTTP")
        Self.expectNothing(of: secrets, in: text("lqtop.prom"), "metrics file")
        #expect(lqtop.stop() == 0)
        Self.expectNothing(of: secrets, in: text("stream.ndjson"), "stream to a file")
        Self.expectNothing(of: secrets, in: reader.read(), "stream to a socket")
        Self.expectNothing(of: secrets, in: lqtop.log, "log")
        for stream in [text("stream.ndjson"), reader.read()] {
            #expect(stream.split(separator: "\n").first?.contains(#""prefix-length":32"#) == true)
            #expect(stream.contains(#""duid":"ff:ff:"#))
        }
        let checked = try Programs.run(
            SourceTree.root.appending(path: "scripts/check-stream").path, [folder.file("stream.ndjson")])
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }

    @Test("messages of a capture are decoded without what tells who a client is, and say so first")
    func decoded() throws {
        let capture = SourceTree.root.appending(path: "Tests/CapturesTests/Fixtures/kea-bulk.pcap").path
        let decode = ["decode", "--port", "15470", "--config", folder.file("redaction.toml"), capture]
        let plain = try lqtop("decode", "--port", "15470", capture).output
        let shown = try Programs.run(Programs.path("lqtop"), decode + ["--redact"], environment: folder.environment)
        #expect(shown.status == 0, "\(shown.errors)")
        let members = #/"(?:duid|address|prefix|link-layer-address|name|peer|text|hex)":"([^"]+)"/#
        let secrets = Set(plain.replacing(#/"SERVERID"[^}]+/#, with: "").matches(of: members).map { String($0.1) })
        try #require(secrets.count > 10)
        Self.expectNothing(of: secrets, in: shown.output, "decode")
        #expect(shown.output.hasPrefix(#"{"redaction":{"pseudonyms":"HMAC-SHA-256","#))
        #expect(shown.output.count(where: \.isNewline) == plain.count(where: \.isNewline) + 1)
    }

    @Test("what cannot be redacted is not recorded beside it: status 2 and what to do")
    func recording() throws {
        for program in [["watch", "--headless", "--insecure", "--server", "[::1]:1"], ["demo"]] {
            let result = try Programs.run(
                Programs.path("lqtop"), program + ["--redact", "--record", folder.file("r")],
                environment: folder.environment)
            #expect(result.status == 2 && result.errors.contains("'lqtop replay --redact' shows a recording to others"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("r")))
    }
}
