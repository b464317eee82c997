import Glibc

/// Why Kea's lease file cannot be followed, and what to do.
public enum LeaseFileError: Error, Hashable {
    /// The file does not begin with the columns of `kea-leases6.csv`.
    case notKeas(String)
    /// The system refuses.
    case refused(String, number: Int32, reason: String)

    static func system(_ path: String, _ failure: SystemFailure) -> LeaseFileError {
        .refused(path, number: failure.number, reason: "\(failure)")
    }
}

extension LeaseFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notKeas(let path):
            "\(path) does not begin with the columns of a DHCPv6 lease file of Kea; name its kea-leases6.csv"
        case .refused(let path, ENOENT, _):
            "\(path) is not there: name the file that \"lease-database\" of Kea's configuration names "
                + "(kea-leases6.csv), and start Kea first"
        case .refused(let path, EACCES, _):
            "\(path) may not be read: run as the user or a member of the group of the file, \"ls -l\" shows which"
        case .refused(_, _, let reason): reason
        }
    }
}
