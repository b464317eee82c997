import Glibc

/// A unix socket that its owner only can connect to.
struct StreamListener: ~Copyable {
    /// Why there is none, in words.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ text: String = String(cString: strerror(errno))) { description = text }
    }

    let descriptor: Int32
    private let path: String

    /// - Parameter path: what is there must be a socket that nobody listens on any more, which is replaced.
    init(_ path: String) throws(Failure) {
        guard var address = sockaddr_un(path: path) else { throw Failure("the name is too long for a socket") }
        try StreamListener.removeStale(path, &address)
        let descriptor = socket(AF_UNIX, StreamListener.kind, 0)
        guard descriptor >= 0 else { throw Failure() }
        // Of a socket that is not bound yet: it is never there for others, not for a moment.
        guard fchmod(descriptor, 0o600) == 0, address.pass(to: bind, descriptor) == 0, listen(descriptor, 16) == 0
        else {
            let failure = Failure()
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    private static let kind =
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

    /// The next reader that came; nil: none.
    func accept() -> Int32? {
        let reader = Glibc.accept(descriptor, nil, nil)
        guard reader >= 0 else { return nil }
        _ = fcntl(reader, F_SETFD, FD_CLOEXEC)
        return reader
    }

    private static func removeStale(_ path: String, _ address: inout sockaddr_un) throws(Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw Failure("there is a file of that name") }
        let probe = socket(AF_UNIX, kind, 0)
        defer { close(probe) }
        guard address.pass(to: connect, probe) != 0, errno == ECONNREFUSED else {
            throw Failure("in use by another program")
        }
        unlink(path)
    }
}

extension sockaddr_un {
    /// nil: the path is too long.
    fileprivate init?(path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let octets = Array(path.utf8)
        guard octets.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: octets) }
    }

    fileprivate mutating func pass(
        to call: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ descriptor: Int32
    ) -> Int32 {
        withUnsafePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
