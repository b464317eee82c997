import Bindings
import Exports
import Glibc
import LeasequerySession
import Requestor
import Synchronization

/// Streams to whoever connects to a unix socket, each from then on and at its own pace, all on one thread: one that
/// reads slowly holds neither the feeds nor the others, and is told what it lost.
final class StreamSocket: Sendable {
    private struct State {
        var thread: LoopThread?
        var stopsBy: UInt64?
        var readers = 0
        var dropped: UInt64 = 0
    }

    /// One that reads.
    private struct Reader {
        let descriptor: Int32
        var stream: ChangeStream
        /// At most what one look at the store gives.
        var lines: ArraySlice<UInt8>
        var hasEnded = false
    }

    static let mostReaders = 16
    private static let patience: UInt64 = 2_000_000_000

    let path: String
    private let source: ChangeStream.Source
    private let tell: Teller
    private let doorbell = Doorbell()
    private let state = Mutex(State())

    init(_ path: String, _ source: ChangeStream.Source, tell: @escaping Teller) {
        self.path = path
        self.source = source
        self.tell = tell
    }

    /// Who reads at the moment.
    var readers: Int { state.withLock { $0.readers } }

    /// Changes that were overwritten before a reader had taken them, of all readers.
    var dropped: UInt64 { state.withLock { $0.dropped } }

    /// To be called once.
    func start() {
        guard let thread = LoopThread({ self.run() }) else {
            return tell("nothing is streamed to \(path): no thread", true)
        }
        state.withLock { $0.thread = thread }
    }

    /// Gives readers some time to take the end. To be called once, when nothing happens any more.
    func stop() {
        let thread = state.withLock { state in
            state.stopsBy = SystemClock.now().uptime + StreamSocket.patience
            return state.thread
        }
        doorbell.ring()
        thread?.join()
    }

    // MARK: On the thread

    private func run() {
        let listener: StreamListener
        do throws(StreamListener.Failure) {
            listener = try StreamListener(path)
        } catch {
            return tell("no stream at \(path): \(error)", true)
        }
        var readers: [Reader] = []
        while true {
            let stopsBy = state.withLock { $0.stopsBy }
            if stopsBy == nil { admit(from: listener, &readers) }
            let before = readers.count
            let isBusy = serve(&readers, isLast: stopsBy != nil)
            if readers.count != before { tell("a reader has left \(path): \(readers.count) now", false) }
            state.withLock { $0.readers = readers.count }
            if let stopsBy, readers.isEmpty || SystemClock.now().uptime > stopsBy { break }
            wait(for: readers, listener, isBusy: isBusy)
        }
        for reader in readers { close(reader.descriptor) }
    }

    private func admit(from listener: borrowing StreamListener, _ readers: inout [Reader]) {
        while let descriptor = listener.accept() {
            guard readers.count < StreamSocket.mostReaders else {
                close(descriptor)
                tell("a reader was turned away from \(path): \(StreamSocket.mostReaders) are there", true)
                continue
            }
            var stream = ChangeStream(source, fromNow: true)
            let lines = stream.begin(at: SystemClock.now())[...]
            readers.append(Reader(descriptor: descriptor, stream: stream, lines: lines))
            tell("a reader has come to \(path): \(readers.count) now", false)
        }
    }

    /// Gives each what it takes, and lets go of those that have left or have everything.
    ///
    /// - Returns: whether there is more at once.
    private func serve(_ readers: inout [Reader], isLast: Bool) -> Bool {
        var isBusy = false
        var kept: [Reader] = []
        for var reader in readers {
            let before = reader.stream.dropped
            let isThere = serve(&reader, isLast: isLast)
            let lost = reader.stream.dropped - before
            if lost > 0 { state.withLock { $0.dropped += lost } }
            guard isThere else {
                close(reader.descriptor)
                continue
            }
            isBusy = isBusy || reader.lines.isEmpty && reader.stream.hasMore
            kept.append(reader)
        }
        readers = kept
        return isBusy
    }

    /// - Returns: false if it has left, or has everything.
    private func serve(_ reader: inout Reader, isLast: Bool) -> Bool {
        if reader.lines.isEmpty {
            let now = SystemClock.now()
            reader.lines = reader.stream.next(at: now)[...]
            if reader.lines.isEmpty, isLast {
                guard !reader.hasEnded else { return false }
                reader.hasEnded = true
                reader.lines = reader.stream.end(at: now)[...]
            }
        }
        guard !reader.lines.isEmpty else { return StreamSocket.isThere(reader.descriptor) }
        let count = reader.lines.withUnsafeBytes {
            send(reader.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
        reader.lines.removeFirst(count)
        return true
    }

    /// What a reader says is of no interest.
    private static func isThere(_ descriptor: Int32) -> Bool {
        var said = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &said, said.count, Int32(MSG_DONTWAIT))
        return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
    }

    private func wait(for readers: [Reader], _ listener: borrowing StreamListener, isBusy: Bool) {
        var watched = readers.filter { !$0.lines.isEmpty }
            .map { pollfd(fd: $0.descriptor, events: Int16(POLLOUT), revents: 0) }
        watched.append(pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0))
        doorbell.wait(milliseconds: isBusy ? 0 : StreamWriter.period, &watched)
    }
}
