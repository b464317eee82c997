import Bindings
import DHCPv6Wire
import Foundation
import Settings
import Testing

@testable import LQTop

final class RedactionTests {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    var path: String { directory.appending(path: "lqtop/redaction.key").path }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private func redactor() throws -> Redactor {
        try RedactionKeyFile(path: path).redactor(RedactionSettings())
    }

    @Test("the key is made once, for its owner only, and the pseudonyms are the same ever after")
    func kept() throws {
        let duid = DUID(octets: [0, 4, 1])
        let first = try redactor().redacted(duid)
        #expect(try redactor().redacted(duid) == first)
        #expect(try redactor().keyFingerprint == redactor().keyFingerprint)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let key = try String(contentsOfFile: path, encoding: .utf8)
        #expect(key.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
        #expect(!key.contains(try redactor().keyFingerprint))
        try FileManager.default.removeItem(atPath: path)
        #expect(try redactor().redacted(duid) != first)
    }

    @Test("a key that others can read, or that is none, is refused: nothing is shown as it is instead")
    func refused() throws {
        _ = try redactor()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let open = #expect(throws: ConfigurationError.self) { try self.redactor() }
        #expect(open?.description.hasSuffix("others can read it; make it yours alone with chmod 600") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try Data("abc\n".utf8).write(to: URL(filePath: path))
        let short = #expect(throws: ConfigurationError.self) { try self.redactor() }
        #expect(short?.description.contains("holds no key of 32 octets") == true)
    }

    @Test("[redaction] is read and printed, and a wrong value told with its line")
    func keys() throws {
        let text = "[redaction]\nenabled = true\nkey-file = \"/k\"\nprefix-length = 56\nnames = \"pseudonyms\"\n"
        let configuration = try ConfigurationFile.parse(text, file: "c")
        #expect(
            configuration.redaction
                == RedactionSettings(isOn: true, keyFile: "/k", prefixLength: 56, names: .pseudonyms))
        #expect(configuration.redactor == nil, "no key is made by reading")
        #expect("\(configuration)".contains(text.trimmingCharacters(in: .newlines)))
        for (wrong, message) in [
            ("prefix-length = 65", "write a whole number from 0 to 64"), ("names = \"x\"", "write \"removed\" or"),
            ("salt = 1", "unknown key"),
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try ConfigurationFile.parse("[redaction]\n\(wrong)\n", file: "c")
            }
            #expect(error?.description.hasPrefix("c:2: redaction.") == true)
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        }
    }
}
