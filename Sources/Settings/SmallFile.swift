import Glibc

/// Whole files of a few kilobytes: configuration and identity.
public enum SmallFile {
    /// A system call failed; the system's words.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public var number: Int32
        public var description: String

        public init(_ number: Int32 = errno) {
            self.number = number
            description = String(cString: strerror(number))
        }
    }

    /// More is not a file of ours.
    private static let limit = 1 << 20

    /// - Throws: `Failure` with EFBIG for a file over a mebioctet.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure() }
            if count == 0 { return contents }
            contents += piece[..<count]
            guard contents.count <= limit else { throw Failure(EFBIG) }
        }
    }

    /// Makes a file that was not there, readable by its owner only.
    ///
    /// - Throws: `Failure` with EEXIST if it is there.
    public static func create(_ path: String, _ contents: [UInt8]) throws(Failure) {
        let temporary = try write(contents, beside: path, mode: 0o600) { fsync($0) }
        defer { unlink(temporary) }
        guard link(temporary, path) == 0 else { throw Failure() }
    }

    /// Makes a file, or another one in the place of the one that is there: who reads sees either whole.
    ///
    /// Not synced to the disk: for files that are made anew all the time.
    ///
    /// - Parameter mode: of the file, whatever the process's umask.
    public static func replace(_ path: String, _ contents: [UInt8], mode: mode_t) throws(Failure) {
        let temporary = try write(contents, beside: path, mode: mode) { fchmod($0, mode) }
        guard rename(temporary, path) == 0 else {
            let failure = Failure()
            unlink(temporary)
            throw failure
        }
    }

    /// Removes a file if it is there and can be.
    public static func remove(_ path: String) {
        unlink(path)
    }

    /// - Parameter finish: the last call on the open file; 0 is success.
    /// - Returns: the path of a file that holds the contents.
    private static func write(
        _ contents: [UInt8], beside path: String, mode: mode_t, _ finish: (Int32) -> Int32
    ) throws(Failure) -> String {
        let temporary = "\(path).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure() }
        let count = Glibc.write(descriptor, contents, contents.count)
        let isWhole = count == contents.count && finish(descriptor) == 0
        // A disk that fills up takes less than it is given and says nothing.
        let failure = Failure(count >= 0 && count < contents.count ? ENOSPC : errno)
        close(descriptor)
        guard isWhole else {
            unlink(temporary)
            throw failure
        }
        return temporary
    }

    /// Makes the directories on the way to `path` that are missing, for their owner only.
    public static func createDirectories(above path: String) throws(Failure) {
        guard let end = path.lastIndex(of: "/"), end > path.startIndex else { return }
        let directory = String(path[..<end])
        if access(directory, F_OK) == 0 { return }
        try createDirectories(above: directory)
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Failure() }
    }
}
