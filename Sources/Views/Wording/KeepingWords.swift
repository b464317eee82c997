import Bindings
import DHCPv6Wire
import LeasequerySession

/// Whether what is known will be there after a restart, in words: only where it is not as it should be.
enum KeepingWords {
    /// For the header.
    static func mark(_ status: KeepingStatus, now: Moment) -> Words? {
        switch status {
        case .loading(let count): Words("LOADING STATE: \(Numbers.counted(count, "binding"))", .attention)
        case .kept: nil
        case .failing(let since, _): Words("NOT REMEMBERED since \(Times.stamp(since.unixSeconds, now: now))", .bad)
        case .off: Words("NOT REMEMBERED", .bad)
        }
    }

    /// A sentence: why, and what to do.
    static func long(_ status: KeepingStatus, now: Moment) -> Words? {
        switch status {
        case .loading, .kept: nil
        case .failing(let since, let reason):
            Words(
                "not remembered since \(Times.stamp(since.unixSeconds, now: now)): \(SafeText.printable(reason)); "
                    + "tried again", .bad)
        case .off(let reason): Words("nothing is remembered: \(SafeText.printable(reason))", .bad)
        }
    }
}
