import Databases
import Glibc
import Testing

@testable import ResumeState

/// Which files are used, which are refused and how, and what is deleted.
struct StateFileTests {
    private let folder = TestFolder()
    private var path: String { folder.file("state") }

    private func reason(_ body: () throws(StateFileError) -> Void) -> StateFileError.Reason? {
        do throws(StateFileError) {
            try body()
            return nil
        } catch {
            return error.reason
        }
    }

    private func refusal() -> StateFileError.Reason? {
        reason { () throws(StateFileError) in _ = try StateFile(path) }
    }

    @Test("R-41: a new file, and all that SQLite puts beside it, is for its owner only")
    func isPrivate() throws {
        let mask = umask(0)
        defer { umask(mask) }
        let file = try StateFile(path)
        try file.begin()
        try file.connection.execute("INSERT INTO debt VALUES (1, 1, 1, 1)")
        #expect(folder.names.contains("state-wal"))
        for name in folder.names { #expect(folder.mode(of: name) == 0o600, "\(name)") }
        file.rollBack()
    }

    @Test("a file that is there is used again")
    func reopens() throws {
        for number in 1...3 {
            let file = try StateFile(path)
            #expect(try file.connection.integer("SELECT count(*) FROM debt") == number - 1)
            try file.connection.execute("INSERT INTO debt VALUES (1, \(number), 1, 1)")
        }
        #expect(folder.names == ["state"])
    }

    @Test("R-41: a file that others can read is refused with the chmod to run")
    func exposed() throws {
        _ = try StateFile(path)
        chmod(path, 0o640)
        #expect(refusal() == .exposed(mode: 0o640))
        #expect(StateFileError(path, .exposed(mode: 0o640)).description.contains("mode 640"))
        #expect(StateFileError(path, .exposed(mode: 0o640)).description.contains("chmod 600"))
    }

    @Test("links among the folders on the way are followed: a service's state directory may be one")
    func linkedFolder() throws {
        let link = folder.file("link")
        symlink(folder.path, link)
        _ = try StateFile("\(link)/state")
        #expect(folder.mode(of: "state") == 0o600)
    }

    @Test("a folder, a link, a missing folder and a pipe are no state files")
    func kinds() {
        #expect(reason { () throws(StateFileError) in _ = try StateFile(folder.path) } == .notAFile)
        #expect(reason { () throws(StateFileError) in _ = try StateFile("\(folder.path)/no/state") } == .noFolder)
        symlink("/tmp/no-such-file", path)
        #expect(refusal() == .notAFile)
        unlink(path)
        mkfifo(path, 0o600)
        #expect(refusal() == .notAFile)
    }

    @Test(
        "what is not lqtop's is refused and left as it is",
        arguments: [
            Array("x".utf8), Array(repeating: 0, count: 4096), Array("SQLite format 3\0".utf8),
            Array("SQLite format 3\0".utf8) + Array(repeating: 7, count: 4080),
        ])
    func foreign(octets: [UInt8]) {
        folder.write(octets, to: "state")
        #expect(refusal() == .foreign)
        #expect(reason { () throws(StateFileError) in _ = try StateFile.forget(path) } == .foreign)
        #expect(folder.contents(of: "state") == octets)
        #expect(folder.names == ["state"])
    }

    @Test("another program's database is left alone, its journal too")
    func foreignDatabase() throws {
        folder.write([], to: "state")
        let other = try SQLiteConnection(path, .state)
        try other.execute("PRAGMA user_version = 1; CREATE TABLE mine (a); BEGIN; INSERT INTO mine VALUES (1)")
        #expect(refusal() == .foreign)
        #expect(reason { () throws(StateFileError) in _ = try StateFile.forget(path) } == .foreign)
        try other.execute("COMMIT")
        #expect(try other.integer("SELECT a FROM mine") == 1)
    }

    @Test("a newer format is not touched")
    func newer() throws {
        try StateFile(path).connection.execute("PRAGMA user_version = 2")
        let before = folder.contents(of: "state")
        #expect(refusal() == .newer(version: 2))
        #expect(folder.contents(of: "state") == before)
    }

    @Test("damage anywhere is told, or does not matter; it is never a trap")
    func damaged() throws {
        _ = try StateFile(path)
        let sound = folder.contents(of: "state")
        for offset in stride(from: 100, to: sound.count, by: 61) {
            var octets = sound
            for index in offset..<min(offset + 16, octets.count) { octets[index] ^= 0xa5 }
            folder.write(octets, to: "state")
            _ = reason { () throws(StateFileError) in
                let file = try StateFile(path)
                _ = try FeedTable(file).entries(at: Times.at(0))
                _ = try BindingRows(file).read(of: 1) { _ in true }
            }
        }
        var octets = sound
        for index in 100..<octets.count { octets[index] = 0x5a }
        folder.write(octets, to: "state")
        guard case .damaged? = refusal() else { return #expect(refusal() == .damaged("")) }
        #expect(try StateFile.forget(path) == [path], "what is damaged can be forgotten")
    }

    @Test("forget deletes the file and what lies beside it, and nothing if there is nothing")
    func forget() throws {
        #expect(try StateFile.forget(path) == [])
        _ = try StateFile(path)
        folder.write([1], to: "state-wal")
        folder.write([1], to: "state-other")
        #expect(try StateFile.forget(path) == [path + "-wal", path])
        #expect(folder.names == ["state-other"])
    }

    @Test("a file that is replaced while in use is noticed")
    func replaced() throws {
        let file = try StateFile(path)
        #expect(file.isInPlace)
        rename(path, path + ".old")
        #expect(!file.isInPlace)
        folder.write([], to: "state")
        #expect(!file.isInPlace)
    }

    @Test("the check before use makes nothing")
    func check() throws {
        try StateFile.check(path)
        #expect(folder.names.isEmpty)
        _ = try StateFile(path)
        try StateFile.check(path)
        chmod(path, 0o644)
        #expect(reason { () throws(StateFileError) in try StateFile.check(path) } == .exposed(mode: 0o644))
        #expect(reason { () throws(StateFileError) in try StateFile.check("\(folder.path)/no/state") } == .noFolder)
    }
}
