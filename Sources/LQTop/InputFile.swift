import Glibc

/// A file or standard stream that could not be used: what was tried, and the system's reason.
struct FileError: Error, Hashable, CustomStringConvertible {
    let operation: String
    let path: String
    let reason: String

    var description: String { "cannot \(operation) \(path): \(reason)" }

    /// The reason that `errno` tells of.
    static func system(_ operation: String, _ path: String) -> FileError {
        FileError(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}

/// A file, or standard input, read front to back. Blocks.
final class InputFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Parameter path: `-` is standard input.
    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// What is there, but at least `count` octets unless the file has no more; empty at the end.
    func read(atLeast count: Int) throws(FileError) -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            let piece = try readPiece()
            if piece.isEmpty { return octets }
            octets += piece
        }
        return octets
    }

    func readToEnd() throws(FileError) -> [UInt8] { try read(atLeast: .max) }

    private func readPiece() throws(FileError) -> [UInt8] {
        let size = 64 * 1024
        var result = -1
        let piece = [UInt8](unsafeUninitializedCapacity: size) { room, used in
            repeat { result = Glibc.read(descriptor, room.baseAddress, size) } while result < 0 && errno == EINTR
            used = max(result, 0)
        }
        guard result >= 0 else { throw .system("read", path) }
        return piece
    }
}

/// Standard output without a buffer of its own.
enum StandardOutput {
    static func write(_ octets: [UInt8]) throws(FileError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("write", "standard output") }
            rest = rest.dropFirst(count)
        }
    }
}
