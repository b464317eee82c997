import LeasequerySession

/// What a screen wants counted over all bindings: more than one look under the lock may take.
public struct SurveyRequest: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        /// What each client holds.
        case clients
        /// What lies in each prefix.
        case prefixes
    }

    public var subject: Subject
    /// nil: all bindings.
    public var filter: Filter?

    public init(_ subject: Subject, filter: Filter? = nil) {
        self.subject = subject
        self.filter = filter
    }
}

/// What a survey found. It is not a moment: each binding was looked at once between `beganAt` and `endedAt`.
public struct SurveyReport: Sendable {
    public enum Contents: Sendable {
        case clients(ClientRanking)
        case prefixes(PrefixTree)
    }

    public var request: SurveyRequest
    public var beganAt: Moment
    public var endedAt: Moment
    /// Changes of bindings between the two: by as many the counts may be off, at most.
    public var changesMeanwhile: UInt64
    public var contents: Contents
    /// With prefixes: whatever the filter, in the order they were given.
    public var pools: [PoolUse]

    public init(
        _ request: SurveyRequest, beganAt: Moment, endedAt: Moment, changesMeanwhile: UInt64, contents: Contents,
        pools: [PoolUse] = []
    ) {
        self.request = request
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.changesMeanwhile = changesMeanwhile
        self.contents = contents
        self.pools = pools
    }
}

/// How a survey that is being made stands.
public struct SurveyStanding: Sendable {
    public var request: SurveyRequest
    /// Part of the bindings that were looked at, 0 to 1.
    public var progress: Double
    /// The newest one for the same request; nil: the first is not finished.
    public var report: SurveyReport?

    public init(_ request: SurveyRequest, progress: Double = 0, report: SurveyReport? = nil) {
        self.request = request
        self.progress = progress
        self.report = report
    }
}
