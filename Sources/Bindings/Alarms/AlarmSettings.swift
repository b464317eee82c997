import LeasequerySession

/// Thresholds of alarms that may be configured.
public struct AlarmSettings: Hashable, Sendable {
    /// No pause of a live feed shorter than this is a silence.
    public var shortestSilence = Duration.seconds(60)
    /// How many times the usual rate is a storm.
    public var stormFactor = 10.0
    /// No rate below this is a storm; statements a second.
    public var stormFloor = 10.0
    /// For so long a server may be without a connection.
    public var disconnectedAfter = Duration.seconds(30)
    /// For so long a hole may be open.
    public var holeAfter = Duration.seconds(10)
    /// For so long partners may disagree on a binding.
    public var conflictAfter = Duration.seconds(300)
    /// Days before it expires from which a certificate is worth a warning.
    public var certificateWarningDays = 30
    /// And from which it is critical.
    public var certificateCriticalDays = 7

    public init() {}
}
