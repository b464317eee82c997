import LeasequerySession
import Requestor
import Synchronization

/// The feeds of all servers, which may have to wait until what was remembered is put back.
final class Feeds: Sendable {
    private struct State {
        var client: LeasequeryClient?
        var isOver = false
    }

    private let make: @Sendable ([ServerID: ResumePoint]) -> LeasequeryClient
    private let state = Mutex(State())

    init(_ make: @escaping @Sendable ([ServerID: ResumePoint]) -> LeasequeryClient) {
        self.make = make
    }

    /// Connects to every server, unless it is too late. From any thread; to be called once.
    func start(resuming: [ServerID: ResumePoint] = [:]) {
        state.withLock { state in
            guard !state.isOver else { return }
            let client = make(resuming)
            client.start()
            state.client = client
        }
    }

    /// Nothing if the feeds have not started yet: they will connect by themselves.
    func reconnect(_ server: ServerID) {
        state.withLock { $0.client }?.reconnect(server)
    }

    /// Asks again for everything: for what there was no room for and now is, or since the user wants it now.
    func refill(_ servers: [ServerID], isUrgent: Bool) {
        guard !servers.isEmpty, let client = state.withLock({ $0.client }) else { return }
        for server in servers { client.refill(server, isUrgent: isUrgent) }
    }

    /// Closes every connection and returns when that is done.
    func stop() {
        let client = state.withLock { state in
            state.isOver = true
            return state.client
        }
        client?.stop()
    }
}
