import Bindings

extension FeedCondition.Kind {
    /// In exports and metrics.
    var label: String {
        switch self {
        case .unknown: "unknown"
        case .fine: "fine"
        case .late: "late"
        case .stalled: "stalled"
        case .silent: "silent"
        case .behind: "behind"
        case .flapping: "flapping"
        case .down: "down"
        }
    }
}
