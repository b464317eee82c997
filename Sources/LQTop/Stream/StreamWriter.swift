import Bindings
import Exports
import Glibc
import LeasequerySession
import Requestor
import Synchronization

/// Writes a stream to a file or to standard output, on a thread of its own. However slow that is, the feeds go on: what
/// waits is in the store's bounded logs, and what these had to drop is a line of the stream.
final class StreamWriter: Sendable {
    /// How it ended.
    enum End: Equatable {
        /// With everything written.
        case whole
        /// Nobody reads any more.
        case readerGone
        /// What happened last could not be written; why.
        case cut(String)
    }

    private struct State {
        var thread: LoopThread?
        var stopsBy: UInt64?
        var end: End?
        var dropped: UInt64 = 0
    }

    /// How long a change may wait, in milliseconds.
    static let period: Int32 = 50
    /// How long what takes nothing is waited for at the end.
    private static let patience: UInt64 = 2_000_000_000

    private let source: ChangeStream.Source
    private let output: any StreamOutput
    private let tell: Teller
    private let doorbell = Doorbell()
    private let state = Mutex(State())

    init(_ source: ChangeStream.Source, to output: any StreamOutput, tell: @escaping Teller) {
        self.source = source
        self.output = output
        self.tell = tell
    }

    /// nil: it goes on.
    var end: End? { state.withLock { $0.end } }

    /// Changes that were overwritten before they could be written.
    var dropped: UInt64 { state.withLock { $0.dropped } }

    var name: String { output.name }
    var sink: String { output.sink }

    /// To be called once.
    func start() {
        guard let thread = LoopThread({ self.run() }) else {
            state.withLock { $0.end = .cut("no thread") }
            return tell("nothing is streamed to \(output.name): no thread", true)
        }
        state.withLock { $0.thread = thread }
    }

    /// Writes what is still to be written, unless that takes too long. To be called once, when nothing happens any more.
    func stop() -> End {
        let thread = state.withLock { state in
            state.stopsBy = SystemClock.now().uptime + StreamWriter.patience
            return state.thread
        }
        doorbell.ring()
        thread?.join()
        return end ?? .whole
    }

    // MARK: On the thread

    private func run() {
        var output = output
        var stream = ChangeStream(source, fromNow: false)
        var lines: ArraySlice<UInt8> = []
        var failure: String?
        var hasEnded = false
        defer { output.close() }
        while true {
            let stopsBy = state.withLock { $0.stopsBy }
            if lines.isEmpty {
                if hasEnded { return end(with: .whole) }
                lines = nextLines(&stream, &output)
                if lines.isEmpty, stopsBy != nil {
                    lines = stream.end(at: SystemClock.now())[...]
                    hasEnded = true
                }
            }
            guard !lines.isEmpty else {
                if isReaderGone(output) { return end(with: .readerGone) }
                continue
            }
            let progress = output.write(&lines)
            tellOfFailure(&failure, progress, output.name)
            switch progress {
            case .written: break
            case .closed: return end(with: .readerGone)
            case .full, .failed:
                if let stopsBy, SystemClock.now().uptime > stopsBy {
                    return end(with: .cut(failure ?? "it takes nothing"))
                }
                // What is full is soon taken from; what failed, such as a full disk, does not change at once.
                doorbell.wait(milliseconds: progress == .full ? 5 : stopsBy == nil ? 1_000 : 100)
            }
        }
    }

    private func nextLines(_ stream: inout ChangeStream, _ output: inout any StreamOutput) -> ArraySlice<UInt8> {
        let now = SystemClock.now()
        if output.wantsBeginning {
            output.wantsBeginning = false
            return stream.begin(at: now)[...]
        }
        let lines = stream.next(at: now)
        state.withLock { $0.dropped = stream.dropped }
        return lines[...]
    }

    /// Waits until something may have happened.
    private func isReaderGone(_ output: any StreamOutput) -> Bool {
        var watched = output.descriptor.map { [pollfd(fd: $0, events: 0, revents: 0)] } ?? []
        doorbell.wait(milliseconds: StreamWriter.period, &watched)
        return watched.contains { $0.revents & Int16(POLLERR) != 0 }
    }

    private func tellOfFailure(_ failure: inout String?, _ progress: StreamProgress, _ name: String) {
        switch progress {
        case .failed(let reason):
            if failure != reason { tell("stream not written: \(name): \(reason); trying again every second", true) }
            failure = reason
        case .written:
            if failure != nil { tell("the stream is written to \(name) again", false) }
            failure = nil
        case .full, .closed: break
        }
    }

    private func end(with end: End) { state.withLock { $0.end = end } }
}
