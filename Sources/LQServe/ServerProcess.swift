import Glibc
import NIOCore
import NIOPosix
import Responder

/// A server that runs until SIGINT or SIGTERM and tells standard error how it fares.
struct ServerProcess {
    private let configuration: ServerConfiguration
    private let feed: any BindingFeed

    init(_ configuration: ServerConfiguration, feed: any BindingFeed) {
        self.configuration = configuration
        self.feed = feed
    }

    /// - Throws: `ServerError` if it cannot listen.
    func run() throws {
        // Blocked before any thread exists, so that only `wait` gets them.
        let signals = TerminationSignals()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { group.shutdownGracefully { _ in } }
        let server = try LeasequeryServer(configuration, feed: feed, on: group)
        let addresses = try server.start().wait()
        let protection = configuration.protection.isInsecure ? "clear text" : "TLS"
        say("serving \(protection) on \(addresses.map(\.hostAndPort).joined(separator: ", "))")
        for remark in configuration.remarks { say(remark) }
        try watch(server, until: signals)
        try server.shutDown().wait()
        say("stopped")
    }

    /// A line a second on a terminal, a line a minute elsewhere or when the terminal is somebody else's.
    private func watch(_ server: LeasequeryServer, until signals: TerminationSignals) throws {
        let isTerminal = tcgetpgrp(STDERR_FILENO) == getpgrp()
        let period = isTerminal ? 1 : 60
        var before = ServerActivity()
        while !signals.wait(seconds: period) {
            let now = try server.activity().wait()
            let line = now.line(since: before, seconds: period)
            if isTerminal { StandardError.write("\r\u{1b}[K\(line)") } else { say(line) }
            before = now
        }
        if isTerminal { StandardError.write("\n") }
    }

    private func say(_ text: String) { StandardError.write("lqserve: \(text)\n") }
}

extension ServerConfiguration {
    /// What an operator should know of this choice.
    fileprivate var remarks: [String] {
        var remarks: [String] = []
        if !rules.activeLeasequery { remarks.append("bulk queries only; --enable-active answers active ones too") }
        if rules.keepalive < SessionRules.recommendedKeepalive {
            remarks.append(
                "--keepalive is below the 60 s of RFC 7653 section 6.4: more traffic, and no use to requestors")
        }
        return remarks
    }
}

extension ServerActivity {
    /// One line for people; rates over the last `seconds`.
    fileprivate func line(since before: ServerActivity, seconds: Int) -> String {
        let changes = (changes - before.changes) / UInt64(seconds)
        let messages = (messagesSent - before.messagesSent) / UInt64(seconds)
        var line = "\(bindings) bindings, \(changes) changes/s, \(activeQueries) active of \(connections) connections, "
        line += "\(messages) messages/s"
        if turnedAway > 0 { line += ", \(turnedAway) turned away" }
        if notPermitted > 0 { line += ", \(notPermitted) not permitted" }
        if discarded > 0 { line += ", \(discarded) discarded" }
        if let feedTrouble { line += ", TROUBLE: \(feedTrouble)" }
        if let lastEnd { line += ", last closed: \(lastEnd)" }
        return line
    }
}

/// SIGINT and SIGTERM, waited for instead of handled.
struct TerminationSignals {
    private var signals = sigset_t()

    /// Blocks them in this thread and all it starts.
    init() {
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// - Returns: whether one came within the time.
    func wait(seconds: Int) -> Bool {
        var signals = signals
        var limit = timespec(tv_sec: seconds, tv_nsec: 0)
        return sigtimedwait(&signals, nil, &limit) > 0
    }
}
