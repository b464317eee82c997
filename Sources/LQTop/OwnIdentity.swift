import DHCPv6Wire
import Glibc
import Settings

/// The DUID this requestor calls itself: made once, the same over restarts, as servers expect (RFC 8415 section 11).
struct OwnIdentity {
    let duid: DUID
    /// Why the DUID will be another one next time; nil if it is kept.
    let problem: String?

    /// - Parameter path: where it is kept, `duid` in the user's state directory; nil: nowhere.
    static func load(from path: String? = UserDirectories.state("duid")) -> OwnIdentity {
        var random = SystemRandomNumberGenerator()
        return load(from: path, using: &random)
    }

    static func load(from path: String?, using random: inout some RandomNumberGenerator) -> OwnIdentity {
        let fresh = DUID(uuidUsing: &random)
        guard let path else { return OwnIdentity(duid: fresh, problem: "own DUID not kept: no home directory") }
        do throws(SmallFile.Failure) {
            return try read(path, fresh)
        } catch  where error.number == ENOENT {
            return make(path, fresh)
        } catch {
            return OwnIdentity(duid: fresh, problem: "own DUID not kept: cannot read \(path): \(error)")
        }
    }

    private static func read(_ path: String, _ fresh: DUID) throws(SmallFile.Failure) -> OwnIdentity {
        let text = String(decoding: try SmallFile.read(path), as: UTF8.self)
        guard let octets = [UInt8](hex: text.filter { $0 != ":" && !$0.isWhitespace }),
            DUID.validLengths.contains(octets.count)
        else {
            return OwnIdentity(
                duid: fresh, problem: "own DUID not kept: \(path) holds no DUID in hexadecimal, remove it")
        }
        return OwnIdentity(duid: DUID(octets: octets), problem: nil)
    }

    private static func make(_ path: String, _ fresh: DUID) -> OwnIdentity {
        do throws(SmallFile.Failure) {
            try SmallFile.createDirectories(above: path)
            try SmallFile.create(path, Array("\(fresh)\n".utf8))
            return OwnIdentity(duid: fresh, problem: nil)
        } catch  where error.number == EEXIST {
            // Another lqtop was first: be the same.
            let theirs = try? read(path, fresh)
            return theirs ?? OwnIdentity(duid: fresh, problem: "own DUID not kept: cannot read \(path)")
        } catch {
            return OwnIdentity(duid: fresh, problem: "own DUID not kept: cannot write \(path): \(error)")
        }
    }
}

extension DUID {
    /// A DUID-UUID (RFC 6355) of a random UUID (RFC 9562 section 5.4).
    fileprivate init(uuidUsing random: inout some RandomNumberGenerator) {
        var uuid = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        uuid[6] = uuid[6] & 0x0f | 0x40
        uuid[8] = uuid[8] & 0x3f | 0x80
        self.init(octets: [0, 4] + uuid)
    }
}
