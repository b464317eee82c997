import CLinux
import Exports
import Glibc
import LeasequerySession
import Recordings
import Requestor
import Synchronization

/// Writes everything that happens to the feeds to a file (docs/recording.md), on a thread of its own: what the disk
/// does not take in time is dropped, counted and told, and never delays a feed.
final class Recorder: FeedTap {
    /// The file as the user wants it.
    struct Target: Equatable {
        var path: String
        /// Over a file that is there.
        var overwrites = false
        /// Octets; the recording ends before the file is larger.
        var limit = Recorder.defaultLimit
    }

    private struct State {
        var writer = RecordingWriter()
        /// What was not taken since the last time that anything was.
        var lost: (entries: UInt64, octets: UInt64) = (0, 0)
        /// Nothing is taken any more.
        var isOver = false
        var isStopping = false
        var thread: pthread_t?
    }

    static let defaultLimit = 1 << 30
    /// In MiB.
    static let limits = 1...1_048_576
    /// Octets that wait for the disk at most.
    private static let mostWaiting = 16 << 20
    /// So many make the thread write at once; fewer wait for `pause`.
    private static let worthWriting = 256 << 10
    private static let pause: Int32 = 250

    private let target: Target
    private let descriptor: Int32
    private let doorbell: Int32
    private let tell: Teller
    private let state = Mutex(State())

    /// As the configuration says; nil: nothing is to be recorded.
    convenience init?(for configuration: Configuration, tell: @escaping Teller) throws(FileError) {
        guard var target = configuration.recording else { return nil }
        target.path = target.path.stamped(at: SystemClock.now())
        try self.init(target, header: configuration.recordingHeader, tell: tell)
    }

    /// Makes the file, readable by its owner only.
    init(_ target: Target, header: RecordingHeader, tell: @escaping Teller) throws(FileError) {
        self.target = target
        self.tell = tell
        let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (target.overwrites ? O_TRUNC : O_EXCL)
        doorbell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        descriptor = open(target.path, flags, 0o600)
        guard descriptor >= 0 || errno != EEXIST else {
            throw FileError(
                operation: "record to", path: target.path, reason: "it is there already; --record-force writes over it")
        }
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw .system("record to", target.path) }
        try Recorder.write(header.octets, to: descriptor, target.path)
    }

    deinit {
        close(doorbell)
        if descriptor >= 0 { close(descriptor) }
    }

    // MARK: From the feeds

    func note(_ note: FeedNote, of server: ServerID, at now: Moment) {
        append(at: now, octets: 64) { $0.append(.feed(server, note), at: now) }
    }

    func note(
        received octets: RawSpan, on connection: FeedConnection, isPrompt: Bool, of server: ServerID, at now: Moment
    ) {
        append(at: now, octets: octets.byteCount) {
            $0.append(received: octets, on: connection, isPrompt: isPrompt, of: server, at: now)
        }
    }

    func note(drawn number: UInt64, of server: ServerID) {
        append(at: nil, octets: 8) { $0.append(drawn: number, of: server) }
    }

    /// A second passed.
    func tick(at now: Moment) { append(at: now, octets: 1) { $0.append(.tick, at: now) } }

    private func append(at now: Moment?, octets: Int, _ entry: (inout RecordingWriter) -> Void) {
        let isWorthWriting = state.withLock { state in
            guard !state.isOver else { return false }
            // After a loss the queue has to be half empty, so that not every other entry is lost.
            let room = state.lost.entries > 0 ? Recorder.mostWaiting / 2 : Recorder.mostWaiting
            guard state.writer.count < room, state.lost.entries == 0 || now != nil else {
                state.lost.entries += 1
                state.lost.octets += UInt64(octets)
                return false
            }
            if let now { Recorder.tellLoss(&state, at: now) }
            let before = state.writer.count
            entry(&state.writer)
            return before < Recorder.worthWriting && state.writer.count >= Recorder.worthWriting
        }
        if isWorthWriting { eventfd_write(doorbell, 1) }
    }

    /// Where something is missing, so that is written.
    private static func tellLoss(_ state: inout State, at now: Moment) {
        guard state.lost.entries > 0 else { return }
        state.writer.append(.lost(entries: state.lost.entries, octets: state.lost.octets), at: now)
        state.lost = (0, 0)
    }

    // MARK: The thread

    /// To be called once.
    func start() {
        var made = pthread_t()
        let context = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &made, nil,
            { context in
                context.map { Unmanaged<Recorder>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard failure == 0 else {
            context.release()
            state.withLock { $0.isOver = true }
            return tell("Nothing is recorded: no thread: \(String(cString: strerror(failure)))", true)
        }
        state.withLock { $0.thread = made }
    }

    /// Writes what is waiting, says in the file that it ends, and returns. To be called once, when no feed runs any more.
    func stop(at now: Moment) {
        let thread = state.withLock { state in
            if !state.isOver {
                Recorder.tellLoss(&state, at: now)
                state.writer.append(.end(.stopped), at: now)
            }
            state.isStopping = true
            return state.thread
        }
        eventfd_write(doorbell, 1)
        if let thread { pthread_join(thread, nil) }
    }

    private func run() {
        var size = 0
        var toldLoss = false
        while true {
            var bell = pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)
            poll(&bell, 1, Recorder.pause)
            var count = eventfd_t()
            eventfd_read(doorbell, &count)
            let (blocks, lost, isStopping) = state.withLock { ($0.writer.take(), $0.lost.entries, $0.isStopping) }
            if lost > 0, !toldLoss {
                tell("The recording has a hole: the disk of \(target.path) is too slow.", true)
            }
            toldLoss = lost > 0
            guard write(blocks, &size) else {
                return state.withLock { state in
                    state.isOver = true
                    state.writer = RecordingWriter()
                }
            }
            if isStopping { return }
        }
    }

    /// - Returns: whether the recording goes on.
    private func write(_ blocks: [[UInt8]], _ size: inout Int) -> Bool {
        do throws(FileError) {
            for contents in blocks {
                let block = RecordingWriter.octets(ofBlock: contents)
                size += block.count
                guard size <= target.limit else {
                    var last = RecordingWriter()
                    last.append(.end(.sizeLimit), at: SystemClock.now())
                    for contents in last.take() {
                        try Recorder.write(RecordingWriter.octets(ofBlock: contents), to: descriptor, target.path)
                    }
                    tell("The recording is full and ends: \(target.path) has \(target.limit >> 20) MiB.", true)
                    return false
                }
                try Recorder.write(block, to: descriptor, target.path)
            }
            return true
        } catch {
            tell("The recording ends: \(error)", true)
            return false
        }
    }

    private static func write(_ octets: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("write", path) }
            rest = rest.dropFirst(count)
        }
    }
}

extension String {
    /// With `20261124T030105Z` for `%t`, so that each start has a file of its own.
    func stamped(at now: Moment) -> String {
        let parts = split(separator: "%t", omittingEmptySubsequences: false)
        let stamp = "\(UTCTime(unixSeconds: now.unixSeconds))".filter { $0 != "-" && $0 != ":" }
        return parts.joined(separator: stamp)
    }
}
