import Bindings
import DHCPv6Wire
import Glibc
import OpenSSLTLS
import Settings

/// The key that pseudonyms are made with: who has it can find out whose they are, so it is the user's alone, made at the
/// first use and the same ever after.
struct RedactionKeyFile {
    let path: String

    private static let count = 32

    /// - Throws: `ConfigurationError` if there is no key and none can be made, or others can read it. Nothing may be
    ///   shown then.
    func redactor(_ settings: RedactionSettings) throws(ConfigurationError) -> Redactor {
        let digest = KeyedDigest(key: try key())
        return Redactor(prefixLength: UInt8(settings.prefixLength), names: settings.names) { digest($0) }
    }

    private func key() throws(ConfigurationError) -> [UInt8] {
        if access(path, F_OK) != 0, errno == ENOENT { try make() }
        let text: [UInt8]
        do throws(SmallFile.Failure) {
            text = try SmallFile.read(path)
        } catch {
            throw problem("cannot be read: \(error)")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw problem("others can read it; make it yours alone with chmod 600")
        }
        guard let key = [UInt8](hexDigits: text.filter { $0 > 0x20 }), key.count >= RedactionKeyFile.count else {
            throw problem("holds no key of \(RedactionKeyFile.count) octets in hexadecimal; remove it to have one made")
        }
        return key
    }

    private func make() throws(ConfigurationError) {
        var random = SystemRandomNumberGenerator()
        let key = (0..<RedactionKeyFile.count).map { _ in UInt8.random(in: 0...255, using: &random) }
        do throws(SmallFile.Failure) {
            try SmallFile.createDirectories(above: path)
            try SmallFile.create(path, Array("\(key.hex)\n".utf8))
        } catch {
            // Another lqtop may have been first.
            guard error.number == EEXIST else { throw problem("cannot be made: \(error)") }
        }
    }

    private func problem(_ what: String) -> ConfigurationError {
        ConfigurationError("redaction", key: "key-file", value: path, what)
    }
}
