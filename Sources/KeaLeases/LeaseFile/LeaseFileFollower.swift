import Glibc
import Responder

/// Reads the rows of Kea's lease file as they come, and loses none: not when Kea cleans the file up (LFC), starts anew,
/// or writes it anew.
///
/// Cleaning up, Kea renames `kea-leases6.csv` to `.1` and goes on in a new file; a helper merges `.1` and `.2` into
/// `.completed`, which becomes `.2`. What ended is then in none of them. So the open file is read to its end before the
/// new one is, and if more than one new file was made meanwhile, everything has to be read anew.
///
/// One thing no reader can know: `lease6-write` over the live file writes down no deletions, so what was deleted since
/// the last cleanup comes back when everything is read anew, as it does in Kea itself at its next start.
struct LeaseFileFollower: Sendable {
    enum Progress: Equatable {
        /// There is more than was read at once.
        case more
        /// The end, for now.
        case end
        /// Rows may have been missed, or a cleanup goes on while reading anew is to begin: everything has to be read
        /// anew.
        case lost
        /// There is no file of that name at the moment: Kea is between two, or gone with it.
        case missing
    }

    /// What became of the file so far.
    struct Counts: Equatable {
        var rows = 0
        var cleanups = 0
    }

    private let path: String
    private let watch: DirectoryWatch
    /// Since `file` was the newest one.
    private var news = DirectoryWatch.News()
    private var file: OpenFile
    /// To be read when `file` is at its end, the newest one last.
    private var waiting: ArraySlice<OpenFile> = []
    /// Octets of `file` read so far.
    private var offset = 0
    /// What was read and is not a whole line yet.
    private var unread: [UInt8] = []
    /// Of the last line of `file` that was looked at, from 1.
    private var lineNumber = 0
    /// The rest of a line that is too long is still to come.
    private var isInLongLine = false
    private(set) var counts = Counts()
    /// Lines that are no rows.
    var rejected = RejectedInput()

    /// Kea's are of a few hundred octets, and of some thousand with many relays.
    private static let longestLine = 1 << 20
    /// Octets read at once: some milliseconds of work.
    private static let chunk = 262_144

    /// - Throws: `LeaseFileError` if there is no such file, or it is none of Kea's.
    init(_ path: String) throws(LeaseFileError) {
        self.path = path
        var beginning: [UInt8] = []
        do throws(SystemFailure) {
            watch = try DirectoryWatch(path)
            file = try OpenFile(path)
            _ = try OpenFile(path).read(atMost: LeaseRow.header.count, into: &beginning)
        } catch {
            throw .system(path, error)
        }
        guard beginning == LeaseRow.header else { throw .notKeas(path) }
    }

    /// Begins to read everything there is, in the order in which Kea itself would: later rows win, and one with a valid
    /// lifetime of zero deletes. What comes until `read` says `end` is all of it.
    ///
    /// - Returns: `more` if it has begun; else try again later.
    mutating func beginAnew() throws(LeaseFileError) -> Progress {
        do throws(SystemFailure) {
            guard let files = try openAll() else { return .lost }
            guard let newest = files.last, newest.path == path else { return .missing }
            turn(to: files[0])
            waiting = files[1...]
            return .more
        } catch {
            throw .system(path, error)
        }
    }

    /// Reads what comes next, or was appended, and goes on in the new file after a cleanup.
    mutating func read(_ body: (LeaseRow) -> Void) throws(LeaseFileError) -> Progress {
        do throws(SystemFailure) {
            guard try readOn(body) == .end else { return .more }
            if let next = waiting.popFirst() {
                turn(to: next)
                return .more
            }
            guard let found = try OpenFile.look(at: path) else { return .missing }
            guard found.identity != file.identity else { return found.size < offset ? .lost : .end }
            // Kea closed the old file before it renamed it: now there is all of it.
            guard try readOn(body) == .end else { return .more }
            watch.look(&news)
            let next = try OpenFile(path)
            guard news == .init(made: 1), next.identity == found.identity else { return .lost }
            turn(to: next)
            news = .init()
            counts.cleanups += 1
            return try readOn(body)
        } catch {
            guard error.number == ENOENT else { throw .system(path, error) }
            return .missing
        }
    }

    private mutating func turn(to next: OpenFile) {
        if !unread.isEmpty, !isInLongLine {
            reject(line: lineNumber + 1, "the last line has no end: Kea was stopped while it wrote")
        }
        unread.removeAll(keepingCapacity: true)
        isInLongLine = false
        file = next
        offset = 0
        lineNumber = 0
    }

    /// The files before the current one and then that, if it is there; nil while a cleanup goes on.
    private mutating func openAll() throws(SystemFailure) -> [OpenFile]? {
        let names = ["", ".completed", ".2", ".1"].map { path + $0 }
        watch.look(&news)
        news = .init()
        var files: [OpenFile?] = []
        for name in names { files.append(try OpenFile.ifPresent(name)) }
        for (name, file) in zip(names, files) where try OpenFile.look(at: name)?.identity != file?.identity {
            return nil
        }
        // What is in the merged file need not be read again from those it was merged from.
        let older = files[1].map { [$0] } ?? files[2...].compactMap { $0 }
        return older + [files[0]].compactMap { $0 }
    }

    /// Calls `body` with the rows from where the file was left.
    private mutating func readOn(_ body: (LeaseRow) -> Void) throws(SystemFailure) -> Progress {
        let count = try file.read(atMost: LeaseFileFollower.chunk, into: &unread)
        offset += count
        takeLines(body)
        return count < LeaseFileFollower.chunk ? .end : .more
    }

    private mutating func takeLines(_ body: (LeaseRow) -> Void) {
        var rest = unread[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n"), from: rest.startIndex) {
            lineNumber += 1
            if !isInLongLine { take(rest[..<end], body) }
            isInLongLine = false
            rest = rest[(end + 1)...]
        }
        unread.removeSubrange(..<rest.startIndex)
        guard unread.count > LeaseFileFollower.longestLine else { return }
        if !isInLongLine { reject(line: lineNumber + 1, "longer than \(LeaseFileFollower.longestLine) octets") }
        isInLongLine = true
        unread.removeAll()
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ body: (LeaseRow) -> Void) {
        guard !line.isEmpty, !line.starts(with: LeaseRow.header) else { return }
        do throws(LeaseRow.Fault) {
            body(try LeaseRow(line))
            counts.rows += 1
        } catch {
            reject(line: lineNumber, "\(error)")
        }
    }

    private mutating func reject(line: Int, _ reason: @autoclosure () -> String) {
        rejected.add("\(file.path):\(line): \(reason())")
    }
}
