import COpenSSL
import Glibc

/// Looks at our own files before OpenSSL does, whose words would not say what to do.
enum OwnFile {
    /// A regular file that can be read: a pipe would block the whole event loop.
    static func check(_ path: String) throws(TLSFailure) {
        close(try open(path).descriptor)
    }

    /// A directory in which at least one certificate has a name of the form `0a1b2c3d.0`.
    static func checkHashed(directory path: String) throws(TLSFailure) {
        guard let directory = opendir(path) else {
            throw .file(path, errno == ENOTDIR ? .notADirectory : .unreadable(reason()))
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
            if name.count > 9, name[8] == UInt8(ascii: "."), name.prefix(8).allSatisfy(isHexadecimal) { return }
        }
        throw .file(path, .notRehashed)
    }

    /// Reads an unencrypted private key that nobody else can read. The caller frees it.
    static func privateKey(_ path: String) throws(TLSFailure) -> OpaquePointer {
        let file = try open(path)
        defer { close(file.descriptor) }
        guard isPrivate(file.status) else { throw .file(path, .exposed(mode: file.status.st_mode & 0o777)) }
        guard let octets = BIO_new_fd(file.descriptor, BIO_NOCLOSE) else {
            throw .file(path, .malformed(OpenSSLErrors.take().text))
        }
        defer { BIO_free(octets) }
        // Without a callback OpenSSL asks for a passphrase on the terminal, which is not ours to give.
        var isEncrypted = false
        let key = PEM_read_bio_PrivateKey(
            octets, nil,
            { _, _, _, wasAsked in
                wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }, &isEncrypted)
        guard let key else {
            let reason = OpenSSLErrors.take().text
            throw .file(path, isEncrypted ? .encrypted : .malformed(reason))
        }
        return key
    }

    /// As PostgreSQL has it: ours alone, or root's with a group that may read.
    private static func isPrivate(_ status: stat) -> Bool {
        status.st_mode & (status.st_uid == 0 ? 0o027 : 0o077) == 0
    }

    private static func open(_ path: String) throws(TLSFailure) -> (descriptor: Int32, status: stat) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path, .unreadable(reason())) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .file(path, .notAFile)
        }
        return (descriptor, status)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(octet)
    }
}
