import DHCPv6Wire
import LeasequerySession

/// What lqtop saw or did. Texts from outside are in it as they came, the beginning of long ones: escape before showing.
public enum LogEvent: Hashable, Sendable {
    /// lqtop began to watch so many servers.
    case began(servers: Int)
    /// The user wanted something of the server.
    case asked(UserRequest)
    /// lqtop told the user how something went: an export, the metrics file, the configuration.
    case told(String, isFailure: Bool)
    /// The process stood still, so nothing was read.
    case suspended(Duration)

    // A connection.
    case connected
    case secured(version: String, subject: String)
    /// Every message is news from now on.
    case live
    /// Why, and in words.
    case ended(ConnectionEnd.Cause, String)
    case activeSupport(ActiveSupport)
    case serverChanged(from: String, to: String)

    // What it said.
    case catchUpBegan(from: ServerTime)
    case catchUpEnded(CatchUpReport.End)
    case baseTimeMissing
    /// A message was dropped: the rule's id and what was wrong.
    case discarded(rule: String, String)
    case status(StatusCode, String)
    case bulkBegan(Debt)
    case bulkEnded(Debt, BulkVerdict)
    case pollEnded(BulkVerdict)

    // What is made of it.
    case holeOpened(Hole)
    case holeClosed(Hole)
    case clockStep(ClockStep)
    case alarmRaised(Alarm)
    case alarmCleared(Alarm)
    case keeping(KeepingStatus)

    public enum UserRequest: Hashable, Sendable {
        case reconnect, refill
    }

    /// How much it matters, the worst last.
    public enum Severity: UInt8, Comparable, CaseIterable, Hashable, Sendable {
        /// As it should be.
        case notice
        /// Something is not as it should be and may pass.
        case warning
        /// Something is lost, or works no more.
        case failure

        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    public var severity: Severity {
        switch self {
        case .began, .asked, .connected, .secured, .live, .catchUpBegan, .bulkBegan, .holeClosed, .alarmCleared:
            .notice
        case .told(_, let isFailure): isFailure ? .failure : .notice
        case .ended(let cause, _): cause == .byUser ? .notice : .warning
        case .activeSupport(let support): support == .unknown ? .notice : .failure
        case .catchUpEnded(let end): end == .complete ? .notice : .failure
        case .bulkEnded(_, let verdict), .pollEnded(let verdict): verdict.scope == nil ? .failure : .notice
        case .holeOpened(let hole): hole.cause == .neverConnected ? .notice : .warning
        case .clockStep(let step): step.told == nil ? .warning : .notice
        case .alarmRaised(let alarm): alarm.severity == .critical ? .failure : .warning
        case .keeping(let status): status.severity
        case .suspended, .serverChanged, .baseTimeMissing, .discarded, .status: .warning
        }
    }

    /// Whether it says the same as `other`, particulars aside: such are counted instead of told one by one.
    func repeats(_ other: LogEvent) -> Bool {
        switch (self, other) {
        case (.discarded(let rule, _), .discarded(let before, _)): rule == before
        case (.status(let status, _), .status(let before, _)): status == before
        case (.ended(let cause, let text), .ended(let before, let textBefore)): cause == before && text == textBefore
        case (.bulkEnded(_, .unpaid(let why, _)), .bulkEnded(_, .unpaid(let before, _))): why == before
        case (.told(let text, _), .told(let before, _)): text == before
        case (.asked(let request), .asked(let before)): request == before
        default: false
        }
    }
}

extension KeepingStatus {
    fileprivate var severity: LogEvent.Severity {
        switch self {
        case .loading, .kept: .notice
        case .failing, .off: .failure
        }
    }
}
