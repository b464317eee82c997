import Bindings
import Exports
import Glibc
import LeasequerySession
import Views

/// Writes the log to standard error, line by line as it grows. What cannot be written now waits in the log itself: a
/// reader that stands still holds nothing, and what the log forgets meanwhile is counted.
struct LogOutput {
    private let store: LiveStore
    private let style: LogLineStyle
    private let redactor: Redactor?
    private var tail = LogTail()
    /// Taken and not written yet.
    private var waiting: ArraySlice<String> = []

    init(_ store: LiveStore, style: LogLineStyle, redactor: Redactor?) {
        self.store = store
        self.style = style
        self.redactor = redactor
    }

    mutating func writeNews(at now: Moment) {
        while true {
            if waiting.isEmpty { take(at: now) }
            guard let line = waiting.first, LogOutput.isWritable else { return }
            waiting.removeFirst()
            let octets = Array("\(line)\n".utf8)
            _ = write(STDERR_FILENO, octets, octets.count)
        }
    }

    private mutating func take(at now: Moment) {
        // Apart from the value itself, which must not be written while it is read.
        var tail = tail
        let news = store.read { tail.take(from: $0.eventLog, at: now) }
        self.tail = tail
        guard !news.isEmpty else { return }
        let servers = store.read { $0.serverReports(at: now) }
        let shown = redactor.map { redactor in news.map(redactor.redacted) } ?? news
        waiting = shown.map { style.line($0, servers, at: now) }[...]
    }

    /// Whether a line can be written without waiting. True too where nobody reads any more: nothing waits there.
    private static var isWritable: Bool {
        var descriptor = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }
}

/// How a line of the log looks.
enum LogLineStyle {
    /// With the priority in front that journald takes from it (sd-daemon(3)); the time is journald's.
    case journal
    /// With the time in UTC and how much it matters.
    case plain

    /// A pipe takes as much without waiting once it takes anything (POSIX: PIPE_BUF), with room for the front and end.
    private static let longest = 4_000

    func line(_ news: LogTail.News, _ servers: [ServerReport], at now: Moment) -> String {
        switch news {
        case .entry(let entry):
            let count = entry.times > 1 ? "\(entry.times) times: " : ""
            return line(count + LogLines.text(entry, servers), entry.event.severity, at: entry.lastAt)
        case .repeated(let entry, let more):
            return line(
                "\(more) more times: \(LogLines.text(entry, servers))", entry.event.severity, at: entry.lastAt)
        case .lost(let count): return line("\(count) lines of the log were lost", .failure, at: now)
        }
    }

    private func line(_ text: String, _ severity: LogEvent.Severity, at moment: Moment) -> String {
        let text = text.utf8.count > LogLineStyle.longest ? text.prefix(LogLineStyle.longest / 4) + "…" : text[...]
        return switch self {
        case .journal: "<\(severity.priority)>\(text)"
        case .plain: "\(UTCTime(unixSeconds: moment.unixSeconds)) \(severity) \(text)"
        }
    }

    /// `journal` if standard error is journald's own (systemd.exec(5)), whoever else has inherited the variable.
    static var ofStandardError: LogLineStyle {
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0, let stream = getenv("JOURNAL_STREAM") else { return .plain }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)" ? .journal : .plain
    }
}

extension LogEvent.Severity {
    /// As syslog(3) counts.
    fileprivate var priority: Int {
        switch self {
        case .notice: 5
        case .warning: 4
        case .failure: 3
        }
    }
}
