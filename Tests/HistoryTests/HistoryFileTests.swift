import Bindings
import DHCPv6Wire
import Databases
import Glibc
import LeasequerySession
import Testing

@testable import History

/// Which files are used and which are refused, and that what is deleted is gone.
struct HistoryFileTests {
    private let folder = TestFolder()
    private var path: String { folder.file("history") }

    private func reason<Value>(_ body: () throws(DatabaseError) -> Value) -> DatabaseError.Reason? {
        do throws(DatabaseError) {
            _ = try body()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("R-41: the file and all that lies beside it is for its owner only")
    func isPrivate() throws {
        var scene = try Scene()
        scene.say("2001:db8:1::/56", by: alice, at: 1)
        try scene.record(at: 2)
        #expect(scene.folder.names.contains("history-wal"))
        for name in scene.folder.names {
            var status = stat()
            stat(scene.folder.file(name), &status)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test("only one writes, and others may ask meanwhile")
    func shared() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        scene.say("2001:db8:1::/56", by: alice, at: 1)
        try scene.record(at: 2)
        let path = scene.path
        #expect(reason { () throws(DatabaseError) in try HistoryFile(writing: path) } == .locked)
        let question = HistoryQuestion(.prefix(IPv6Prefix("2001:db8:1::/56")!), .at(Times.start + 1))
        let reader = try HistoryReader(path)
        #expect(try reader.answer(question, at: Times.start + 2).rows.count == 1)
        scene.say("2001:db8:1::/56", by: alice, valid: 0, at: 3)
        try scene.record(at: 4)
        let later = HistoryQuestion(question.subject, .at(Times.start + 4))
        #expect(try reader.answer(later, at: Times.start + 4).rows.isEmpty)
    }

    @Test("files that are missing, another's, newer, damaged or another program's are refused with why")
    func refused() throws {
        #expect(reason { () throws(DatabaseError) in try HistoryReader(path) } == .absent)
        folder.write(Array("not SQLite".utf8), to: "history")
        #expect(reason { () throws(DatabaseError) in try HistoryFile(writing: path) } == .foreign)
        #expect(reason { () throws(DatabaseError) in try HistoryReader(path) } == .foreign)
        unlink(path)
        do {
            let file = try HistoryFile(writing: path)
            try file.connection.execute("PRAGMA user_version = 99")
        }
        #expect(reason { () throws(DatabaseError) in try HistoryFile(writing: path) } == .newer(version: 99))
        #expect(reason { () throws(DatabaseError) in try HistoryReader(path) } == .newer(version: 99))
        chmod(path, 0o644)
        #expect(reason { () throws(DatabaseError) in try HistoryReader(path) } == .exposed(mode: 0o644))
        #expect(DatabaseError(.history, path, .exposed(mode: 0o644)).description.hasPrefix("history file /tmp"))
    }

    @Test("a file that is removed while it is written is noticed, and nothing else")
    func gone() throws {
        var scene = try Scene()
        try scene.record(at: 1)
        unlink(scene.path)
        scene.say("2001:db8:1::/56", by: alice, at: 2)
        #expect(throws: DatabaseError.self) { try scene.record(at: 3) }
    }

    @Test("what a process that is killed leaves can be read, up to the last commit")
    func killed() throws {
        var scene = try Scene()
        scene.beginWhole(at: 0)
        scene.say("2001:db8:1::/56", by: alice, at: 1)
        try scene.record(at: 2)
        scene.say("2001:db8:2::/56", by: bob, at: 3)
        for name in scene.folder.names { folder.write(scene.folder.contents(of: name), to: name) }
        let question = HistoryQuestion(.prefix(IPv6Prefix("2001:db8::/32")!), .at(Times.start + 1))
        let answer = try HistoryReader(path).answer(question, at: Times.start + 9)
        #expect(answer.lines == ["2001:db8:1::/56 alice held"])
    }

    @Test("R-42: what is older than is to be kept is not in the file any more, in no octet of it")
    func retention() throws {
        var scene = try Scene(limits: HistoryLimits(age: 1000))
        scene.beginWhole(at: 0)
        scene.say("2001:db8:1::/56", by: alice, at: 10)
        scene.say("2001:db8:2::/56", by: bob, at: 10)
        try scene.record(at: 11)
        scene.say("2001:db8:1::/56", by: alice, valid: 0, at: 20)
        try scene.record(at: 21)
        #expect(try scene.recorder.tidy(at: Times.at(900)) == 0)
        #expect(holds(scene.folder, DUID(alice).octets))
        #expect(try scene.recorder.tidy(at: Times.at(1100)) == 1)
        #expect(!holds(scene.folder, DUID(alice).octets), "nor in the log of SQLite")
        #expect(holds(scene.folder, DUID(bob).octets), "what goes on stays")
        #expect(try !scene.ask("2001:db8:1::/56", at: 15).isWhole, "what was then is not known any more")
    }

    private func holds(_ folder: TestFolder, _ octets: [UInt8]) -> Bool {
        folder.names.contains { name in
            let contents = folder.contents(of: name)
            return contents.indices.contains { contents[$0...].starts(with: octets) }
        }
    }

    @Test("over its size the file loses what ended first and becomes smaller; what goes on is never deleted for it")
    func size() throws {
        var scene = try Scene(limits: HistoryLimits(size: 2 << 20))
        scene.beginWhole(at: 0)
        try scene.record(at: 1)
        let prefixes = (0..<30_000).map {
            "2001:db8:\(String($0 >> 8, radix: 16)):\(String($0 & 0xff, radix: 16))00::/56"
        }
        scene.say(prefixes, by: alice, at: 10)
        try scene.record(at: 11)
        scene.say(Array(prefixes.dropFirst(5_000)), by: alice, valid: 0, at: 20)
        try scene.record(at: 21)
        let before = try scene.recorder.tidy(at: Times.at(22))
        #expect(before > 0)
        #expect(scene.folder.contents(of: "history").count <= 2 << 20)
        let open = try scene.ask("2001:db8::/32", at: 19)
        #expect(open.rows.filter { $0.span.ending == .open }.count <= 5_000)
        #expect(try scene.ask(prefixes[0], at: 21).rows.count == 1)
        #expect(try !scene.ask(prefixes[9_000], at: 15).isWhole, "what was deleted is a hole")
    }
}
