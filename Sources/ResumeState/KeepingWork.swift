import Bindings
import Glibc
import LeasequerySession

/// What the thread of a `StateKeeper` does, in order: open, put back, write now and then.
struct KeepingWork: Sendable {
    let path: String
    let servers: [SavedServer]
    let others: [SavedServer]
    let store: LiveStore
    let clock: @Sendable () -> Moment
    let ready: @Sendable ([ServerID: ResumePoint]) -> Void
    let tell: @Sendable (String, Bool) -> Void
    /// To poll for input: the program is about to end.
    let stopping: Int32

    /// How long changes wait to be written, at least, and at most.
    private static let rest = Duration.seconds(2)
    private static let longestRest = Duration.seconds(10)
    /// How long until what failed is tried again.
    private static let restAfterFailure = Duration.seconds(30)

    /// - Returns: why what changed last is not in the file.
    func run() -> StateFileError? {
        store.beginKeeping()
        store.tell(.loading(0))
        guard var writer = open() else { return nil }
        return keep(&writer)
    }

    /// Nothing is put back and nothing kept in this run.
    func giveUp(_ reason: String) {
        for server in servers.indices { store.forget(ServerID(rawValue: server)) }
        store.endKeeping()
        store.tell(.off(reason: reason))
        tell("Nothing is remembered: \(reason)", true)
        ready([:])
    }

    /// - Returns: nil if nothing can be kept, or the program is about to end.
    private func open() -> StateWriter? {
        do throws(StateFileError) {
            let file = try StateFile(path)
            let loader = StateLoader(file, store, at: clock())
            let loaded = try loader.load(servers, keeping: others) { count in
                store.tell(.loading(count))
                return !waitForStop(.zero)
            }
            guard let loaded else { return nil }
            let writer = try StateWriter(file, store, loaded.places, unwanted: loaded.unwanted)
            store.tell(.kept)
            if loaded.clockWentBack > 0 {
                tell("The clock of this machine was put back since the state was kept: times may be off.", true)
            } else if !loaded.resuming.isEmpty {
                tell("\(loaded.bindings) bindings put back from \(path)", false)
            }
            ready(loaded.resuming)
            return writer
        } catch {
            giveUp("\(error)")
            return nil
        }
    }

    /// Writes until the program ends, and once more then.
    private func keep(_ writer: inout StateWriter) -> StateFileError? {
        var rest = KeepingWork.rest
        var keptAt = clock()
        var problem: StateFileError?
        while true {
            let isLast = waitForStop(rest)
            let began = clock()
            do throws(StateFileError) {
                try writer.write(at: began)
                keptAt = began
                // About a tenth of the time goes into writing, unless that would lose much to a kill.
                rest = min(max(KeepingWork.rest, clock().since(began) * 9), KeepingWork.longestRest)
                if problem != nil {
                    store.tell(.kept)
                    tell("What is known is remembered again.", false)
                }
                problem = nil
            } catch {
                rest = KeepingWork.restAfterFailure
                store.tell(.failing(since: keptAt, reason: "\(error)"))
                if problem == nil { tell("Nothing is remembered for now: \(error)", true) }
                problem = error
            }
            if isLast { return problem }
        }
    }

    /// - Returns: whether the program is about to end.
    private func waitForStop(_ limit: Duration) -> Bool {
        var descriptor = pollfd(fd: stopping, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = limit.components
        return poll(&descriptor, 1, Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)) > 0
    }
}
