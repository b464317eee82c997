import DHCPv6Wire
import Glibc
import NIOCore
import NIOPosix
import Responder
import Synchronization

/// A server that runs until SIGINT or SIGTERM and tells standard error how it fares: what goes wrong at once, and how
/// much there is to do now and then.
struct ServerProcess: ~Copyable {
    /// Blocked before any thread exists, so that only `wait` gets them.
    private let signals = TerminationSignals()
    private let isTerminal = tcgetpgrp(STDERR_FILENO) == getpgrp()
    private var news = OperatorNews()

    /// Waits for a source of bindings to have them all.
    ///
    /// - Parameter trouble: what keeps it, in words; nil if nothing does.
    /// - Returns: false if a signal came first.
    mutating func wait(for source: EventLoopFuture<some Sendable>, trouble: () -> String?) throws -> Bool {
        let isDone = Atomic(false)
        source.whenComplete { _ in isDone.store(true, ordering: .releasing) }
        while !isDone.load(ordering: .acquiring) {
            if signals.wait(milliseconds: 100) { return false }
            for line in news.troubleLines(feed: trouble()) { say(line) }
        }
        _ = try source.wait()
        for line in news.troubleLines(feed: trouble()) { say(line) }
        return true
    }

    /// - Throws: `ServerError` if it cannot listen.
    consuming func run(_ configuration: ServerConfiguration, feed: any BindingFeed) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { group.shutdownGracefully { _ in } }
        let server = try LeasequeryServer(configuration, feed: feed, on: group)
        let addresses = try server.start().wait()
        let protection = configuration.protection.isInsecure ? "clear text" : "TLS"
        say("serving \(protection) on \(addresses.map(\.hostAndPort).joined(separator: ", "))")
        for remark in configuration.remarks { say(remark) }
        try watch(server)
        try server.shutDown().wait()
        say("stopped")
    }

    /// Looks every second. How much there is to do is a line a second on a terminal, and a line a minute elsewhere or
    /// when the terminal is somebody else's.
    private mutating func watch(_ server: LeasequeryServer) throws {
        let period = isTerminal ? 1 : 60
        var before = ServerActivity()
        var second = 0
        repeat {
            let now = try server.activity().wait()
            for line in news.lines(now, at: second) { say(line) }
            if second > 0, second.isMultiple(of: period) {
                let line = now.line(since: before, seconds: period)
                if isTerminal {
                    StandardError.write("\r\u{1b}[K\(SafeText.printable(line, limit: 4096))")
                } else {
                    say(line)
                }
                before = now
            }
            second += 1
        } while !signals.wait(milliseconds: 1_000)
        if isTerminal { StandardError.write("\n") }
    }

    /// In the place of the status line on a terminal.
    private func say(_ text: String) {
        if isTerminal { StandardError.write("\r\u{1b}[K") }
        StandardError.print(text)
    }
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
        if rules.sendTimeout < SessionRules.recommendedSendTimeout {
            remarks.append("--send-timeout is below the 120 s of RFC 7653 section 6.4: slow requestors are cut off")
        }
        if rules.bulkTimeout < SessionRules.recommendedBulkTimeout {
            remarks.append("--idle-timeout is below the 300 s of RFC 5460 section 5.6: slow requestors are cut off")
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
        if rejected.count > 0 { line += ", \(rejected.count) skipped" }
        if relayDataLeftOut > 0 { line += ", \(relayDataLeftOut) without relay data" }
        if let tlsTrouble { line += ", NO TLS: \(tlsTrouble)" }
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
    func wait(milliseconds: Int) -> Bool {
        var signals = signals
        var limit = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
        return sigtimedwait(&signals, nil, &limit) > 0
    }
}
