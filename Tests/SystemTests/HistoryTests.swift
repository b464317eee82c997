import Foundation
import Testing

/// `lqtop watch --history` against a real server, and `lqtop who`, as a user runs them.
@Suite(.serialized)
struct HistoryTests {
    private let server: ServerProcess
    private let folder: TestFolder

    init() throws {
        server = try ServerProcess("--bindings", "200", "--rate", "20", "--keepalive", "1")
        folder = try TestFolder()
    }

    private func who(_ arguments: String...) throws -> Programs.Result {
        try Programs.run(
            Programs.path("lqtop"), ["who", "--history", folder.file("history")] + arguments,
            environment: folder.environment)
    }

    private func watch(in place: TestFolder) throws -> pid_t {
        try Programs.start(
            Programs.path("lqtop"),
            [
                "watch", "--headless", "--insecure", "--server", "[::1]:\(server.port)", "--history",
                folder.file("history"),
            ], environment: folder.environment, in: place)
    }

    /// A second one goes on without a history and says why.
    private func expectRefusal() throws {
        let other = try TestFolder()
        let second = try watch(in: other)
        defer { kill(second, SIGKILL) }
        try wait(for: "No history is kept", in: other)
        try wait(for: "in use by another lqtop", in: other)
        kill(second, SIGTERM)
        #expect(Programs.end(of: second) == 1, "not everything was kept that was to be")
    }

    private func wait(for words: String, in place: TestFolder) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let errors = String(decoding: try place.contents(of: "errors"), as: UTF8.self)
            if errors.contains(words) { return }
            try #require(ContinuousClock.now < deadline, "no '\(words)': \(errors)")
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    /// Asks again until the answer is as wanted.
    private func wait(
        _ what: String, _ arguments: [String], until condition: (Programs.Result) -> Bool
    ) throws -> Programs.Result {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let result = try Programs.run(
                Programs.path("lqtop"), ["who", "--history", folder.file("history")] + arguments,
                environment: folder.environment)
            if condition(result) { return result }
            try #require(ContinuousClock.now < deadline, "no \(what): \(result.output) \(result.errors)")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    @Test("while one lqtop writes, another answers; a kill leaves a file that is read and says what it does not know")
    func written() throws {
        #expect(try who("::/0").status == 1, "there is no file yet")
        let first = try watch(in: folder)
        defer { kill(first, SIGKILL) }
        let now = try wait("whole answer", ["::/0", "--most", "100000", "--format", "json"]) { $0.status == 0 }
        let answer = try #require(
            JSONSerialization.jsonObject(with: Data(now.output.utf8)) as? [String: Any], "\(now.output)")
        let holders = try #require(answer["holders"] as? [[String: Any]])
        #expect(holders.count > 100 && answer["whole"] as? Bool == true)
        #expect(holders.allSatisfy { $0["verdict"] as? String == "held" })
        let duid = try #require(holders[0]["duid"] as? String)
        let own = try who("--client-id", duid)
        #expect(own.status == 0 && own.output.contains(duid) && own.output.contains("held it then"))
        try expectRefusal()
        kill(first, SIGKILL)
        _ = Programs.end(of: first)
        let later = try who("::/0", "--from", "2026-01-01 00:00", "--most", "100000")
        #expect(later.status == 3 && later.output.contains("lqtop did not run, or kept no history"))
        #expect(later.output.contains(duid))
        let redacted = try who("--client-id", duid, "--redact")
        #expect(!redacted.output.contains(duid) && redacted.output.contains("ff:ff:"))
        #expect(try who().status == 2)
        let next = try watch(in: folder)
        defer { kill(next, SIGKILL) }
        try wait(for: "live", in: folder)
        _ = try wait("whole answer after a restart", ["::/0", "--most", "100000"]) { $0.status == 0 }
        kill(next, SIGTERM)
        #expect(Programs.end(of: next) == 0)
        let forgotten = try Programs.run(
            Programs.path("lqtop"), ["forget", "--history", folder.file("history")], environment: folder.environment)
        #expect(forgotten.status == 0)
        #expect(try who("::/0").status == 1)
    }
}
