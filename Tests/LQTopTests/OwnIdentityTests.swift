import DHCPv6Wire
import Foundation
import Testing

@testable import LQTop

final class OwnIdentityTests {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    var path: String { directory.appending(path: "lqtop/duid").path }

    deinit { try? FileManager.default.removeItem(at: directory) }

    @Test("the own DUID is made once from random and is the same ever after")
    func kept() throws {
        let first = OwnIdentity.load(from: path)
        #expect(first.problem == nil)
        #expect(DUID(octets: first.duid.octets).octets.count == 18)
        guard case .uuid(let uuid) = first.duid.form else {
            Issue.record("not a DUID-UUID: \(first.duid)")
            return
        }
        #expect(uuid[6] >> 4 == 4 && uuid[8] >> 6 == 2, "a random UUID says so (RFC 9562 section 5.4)")
        let second = OwnIdentity.load(from: path)
        #expect(second.duid == first.duid)
        #expect(second.problem == nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "lqtop").path) == ["duid"])
    }

    @Test("two installations are not the same requestor")
    func different() {
        #expect(OwnIdentity.load(from: path).duid != OwnIdentity.load(from: path + "2").duid)
    }

    @Test("a file that holds no DUID is left alone, and said")
    func damaged() throws {
        try FileManager.default.createDirectory(
            at: directory.appending(path: "lqtop"), withIntermediateDirectories: true)
        try "not hexadecimal".write(toFile: path, atomically: true, encoding: .utf8)
        let identity = OwnIdentity.load(from: path)
        #expect(identity.problem == "own DUID not kept: \(path) holds no DUID in hexadecimal, remove it")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "not hexadecimal")
    }

    @Test("where nothing can be written the DUID serves for this run, and that is said")
    func unwritable() {
        let identity = OwnIdentity.load(from: "/dev/null/lqtop/duid")
        #expect(identity.duid.octets.count == 18)
        #expect(identity.problem?.hasPrefix("own DUID not kept: cannot") == true)
        #expect(OwnIdentity.load(from: nil).problem == "own DUID not kept: no home directory")
    }
}
