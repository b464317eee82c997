import DHCPv6Wire
import LeasequerySession

/// A term prepared for looking at records: what it names is looked up, what needs memory lies in the matcher.
enum FilterTest {
    case inside(IPv6Prefix, mask: IPv6Address)
    case covering(IPv6Prefix)
    case exactly(IPv6Prefix)
    case length(UInt8)
    /// Index of a search for octets.
    case client(Int)
    /// And the index of all its octets.
    case clientIs(DUIDHead, Int)
    case conflict
    /// Index of a list that says of each server whether it is meant.
    case server(Int)
    case kind(BindingKind)
    case state(BindingState)
    case doubtful
    case change(ChangeKind)
    /// Index of a look at the details.
    case details(Int)
    /// Unix seconds of our clock.
    case changed(isAfter: Bool, Int64)
    case lastSeen(isAfter: Bool, Int64)
    case ends(isBefore: Bool, Int64)
    case duidType(UInt16)
    case enterprise(UInt32)
}

extension FilterTest {
    init(_ time: FilterTime, isLess: Bool, seconds: UInt32, now: Int64) {
        switch time {
        case .age: self = .changed(isAfter: isLess, now - Int64(seconds))
        case .lastSeen: self = .lastSeen(isAfter: isLess, now - Int64(seconds))
        case .expiry: self = .ends(isBefore: isLess, now + Int64(seconds))
        }
    }

    /// Whether a time that must not be the limit itself lies on the right side of it.
    static func isAfter(_ time: Int64, _ limit: Int64, wanted: Bool) -> Bool { wanted ? time > limit : time < limit }
}
