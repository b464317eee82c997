import Glibc

/// A file open for reading: as long as it is, no other file can have its identity.
final class OpenFile: Sendable {
    struct Identity: Equatable {
        var device: dev_t
        var node: ino_t
    }

    private let descriptor: Int32
    /// The name under which it was opened; it may have another one since.
    let path: String
    let identity: Identity
    /// Nobody but the owner may read or write it.
    let isPrivate: Bool

    /// - Throws: what the system says.
    init(_ path: String) throws(SystemFailure) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        var facts = stat()
        fstat(descriptor, &facts)
        identity = Identity(device: facts.st_dev, node: facts.st_ino)
        isPrivate = facts.st_mode & 0o077 == 0
    }

    deinit { close(descriptor) }

    /// Appends what comes next to `octets`.
    ///
    /// - Returns: how much there was; 0 at the end, for now.
    func read(atMost count: Int, into octets: inout [UInt8]) throws(SystemFailure) -> Int {
        let result = withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { room in
            let result = Glibc.read(descriptor, room.baseAddress, count)
            octets.append(contentsOf: room[..<max(result, 0)])
            return result
        }
        guard result >= 0 else { throw SystemFailure("read") }
        return result
    }

    /// Nil if there is no such file.
    static func ifPresent(_ path: String) throws(SystemFailure) -> OpenFile? {
        do throws(SystemFailure) {
            return try OpenFile(path)
        } catch {
            guard error.number == ENOENT else { throw error }
            return nil
        }
    }

    /// All of a file of up to a few megabytes.
    ///
    /// - Throws: EFBIG for more.
    static func contents(_ path: String) throws(SystemFailure) -> [UInt8] { try OpenFile(path).rest() }

    /// All that was not read yet, up to a few megabytes.
    ///
    /// - Throws: EFBIG for more.
    func rest() throws(SystemFailure) -> [UInt8] {
        var octets: [UInt8] = []
        while try read(atMost: 1 << 16, into: &octets) > 0 {
            guard octets.count <= 1 << 23 else { throw SystemFailure(number: EFBIG, "read") }
        }
        return octets
    }

    /// What a name stands for now; nil if there is no such file.
    static func look(at path: String) throws(SystemFailure) -> (identity: Identity, size: Int)? {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            if errno == ENOENT { return nil }
            throw SystemFailure("stat", path)
        }
        return (Identity(device: facts.st_dev, node: facts.st_ino), Int(facts.st_size))
    }
}

/// A call of the system that failed, in its words.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
    var number: Int32
    private let call: String

    init(number: Int32 = errno, _ call: String, _ path: String = "") {
        self.number = number
        self.call = path.isEmpty ? call : "\(call) \(path)"
    }

    var description: String { "\(call): \(String(cString: strerror(number)))" }
}
