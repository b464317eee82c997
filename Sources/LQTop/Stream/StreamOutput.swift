import Glibc

/// What takes the lines of a stream.
protocol StreamOutput: Sendable {
    /// For messages.
    var name: String { get }
    /// For figures.
    var sink: String { get }
    /// To be watched while there is nothing to write: for the end of its reader.
    var descriptor: Int32? { get }
    /// Whether the next lines must begin with one that says of what they tell.
    var wantsBeginning: Bool { get set }
    /// Writes what it takes now, and takes it out of `lines`.
    mutating func write(_ lines: inout ArraySlice<UInt8>) -> StreamProgress
    /// To be called last.
    func close()
}

enum StreamProgress: Equatable {
    case written
    /// Takes nothing now.
    case full
    /// Nothing is written, and may be later; why.
    case failed(String)
    /// Nobody reads any more.
    case closed
}

/// Standard output, whatever it is.
struct StreamedOutput: StreamOutput {
    let name = "standard output"
    let sink = "stdout"
    let descriptor: Int32? = STDOUT_FILENO
    var wantsBeginning = true

    /// A pipe takes as much without waiting once it takes anything (POSIX: PIPE_BUF).
    private static let most = 4096

    func write(_ lines: inout ArraySlice<UInt8>) -> StreamProgress {
        var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&output, 1, 0) > 0 else { return .full }
        let piece = lines.prefix(StreamedOutput.most)
        let count = piece.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        guard count >= 0 else {
            switch errno {
            case EAGAIN, EINTR: return .full
            case EPIPE: return .closed
            default: return .failed(String(cString: strerror(errno)))
            }
        }
        lines.removeFirst(count)
        return .written
    }

    /// It is not ours alone.
    func close() {}
}

/// A file that is put aside when it is large: `name.1` is the one before, up to as many as are kept.
///
/// Lines are in it as a whole or not at all. It is for its owner only, and appended to if it is there.
struct RotatedFile: StreamOutput {
    let name: String
    let sink = "file"
    let descriptor: Int32? = nil
    var wantsBeginning = true
    private let size: Int
    private let files: Int
    private var file: Int32 = -1

    /// - Parameters:
    ///   - size: octets after which it is put aside.
    ///   - files: how many are kept, this one included.
    init(_ name: String, size: Int, files: Int) {
        self.name = name
        self.size = size
        self.files = files
    }

    mutating func write(_ lines: inout ArraySlice<UInt8>) -> StreamProgress {
        if file < 0 {
            guard open() else { return .failed(String(cString: strerror(errno))) }
        }
        var status = stat()
        guard fstat(file, &status) == 0 else { return .failed(String(cString: strerror(errno))) }
        let count = lines.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == lines.count else {
            // A disk that fills up takes a part and says nothing.
            let reason = String(cString: strerror(count < 0 ? errno : ENOSPC))
            if count > 0 { ftruncate(file, status.st_size) }
            return .failed(reason)
        }
        lines = []
        if Int(status.st_size) + count >= size { putAside() }
        return .written
    }

    private mutating func open() -> Bool {
        file = Glibc.open(name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        endCutLine()
        return true
    }

    /// What was being written when the machine stopped has no end: what follows must not be glued to it.
    private func endCutLine() {
        var status = stat()
        var last: UInt8 = 0
        guard fstat(file, &status) == 0, status.st_size > 0, pread(file, &last, 1, status.st_size - 1) == 1,
            last != UInt8(ascii: "\n")
        else { return }
        _ = Glibc.write(file, "\n", 1)
    }

    private mutating func putAside() {
        Glibc.close(file)
        file = -1
        wantsBeginning = true
        guard files > 1 else {
            unlink(name)
            return
        }
        for number in (1..<files).reversed() {
            rename(number == 1 ? name : "\(name).\(number - 1)", "\(name).\(number)")
        }
    }

    func close() {
        if file >= 0 { Glibc.close(file) }
    }
}
