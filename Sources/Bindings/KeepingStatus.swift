import LeasequerySession

/// Whether what is known will be there after a restart.
public enum KeepingStatus: Hashable, Sendable {
    /// What was kept is being put back: so many bindings so far. No feed runs yet.
    case loading(Int)
    case kept
    /// Not since this moment; the reason says why, and it is tried again.
    case failing(since: Moment, reason: String)
    /// Not in this run; why.
    case off(reason: String)
}
