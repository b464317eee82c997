import Bindings
import LeasequerySession
import Requestor
import Views

extension Composition {
    /// Shows a recording until the user, a signal or the terminal ends it.
    ///
    /// - Parameters:
    ///   - preferences: of who looks at it.
    ///   - point: where to begin; nil: at the beginning.
    consuming func replay(
        _ input: RecordingInput, sessions: [SessionConfiguration],
        preferences: Preferences, standing: ReplayStanding, from point: SeekPoint?
    ) throws(TerminalError) {
        let recorded = input.configuration
        let store = LiveStore(for: recorded)
        for notice in input.notices { mailbox.post(notice, isFailure: true) }
        let replay = Replay(
            input, sessions: sessions, into: store, standing: standing, from: point, clock: SystemClock.now,
            tell: mailbox.post, tellNews: mailbox.wake)
        let surveyor = Surveyor(
            store: store, pools: recorded.pools, clock: { replay.now }, tellNews: mailbox.wake)
        if let problem = surveyor.start() { mailbox.post(problem, isFailure: true) }
        let export = SnapshotExport(
            store: store, servers: recorded.servers, redactor: preferences.redactor, mailbox: mailbox)
        defer {
            replay.stop()
            surveyor.stop()
        }
        let refuse = { [mailbox] in mailbox.post("This is a replay: no server is asked, and no configuration read.") }
        let loop = DashboardLoop(
            store: store, signals: signals, screen: screen, mailbox: mailbox, surveyor: surveyor,
            preferences: preferences, clock: { replay.now }, timer: SystemClock.now,
            effects: .init(
                reconnect: { _ in refuse() }, refill: { _ in refuse() }, export: export.start,
                reload: {
                    refuse()
                    return nil
                }, replayStanding: { replay.standing }, replay: replay.control))
        if let problem = replay.start() { mailbox.post(problem, isFailure: true) }
        _ = try loop.run()
    }
}
