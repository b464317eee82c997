import DHCPv6Wire

/// A user and a password as HTTP sends them (RFC 7617).
public struct BasicCredentials: Hashable, Sendable {
    /// `Basic` and the two in base64.
    let header: String

    /// - Parameter text: `user:password`; nil without a colon, or with control characters.
    public init?(_ text: String) {
        guard text.contains(":"), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        header = "Basic " + text.utf8.base64
    }

    /// - Parameter path: of a file with `user:password`, readable by its owner only.
    public init(file path: String) throws(CredentialsFault) {
        let text: [UInt8]
        let isPrivate: Bool
        do throws(SystemFailure) {
            let file = try OpenFile(path)
            isPrivate = file.isPrivate
            text = try file.rest()
        } catch {
            throw .unreadable("\(error)")
        }
        guard isPrivate else { throw .exposed(path) }
        let line = text.last == 0x0a ? text.dropLast() : text[...]
        guard let credentials = BasicCredentials(String(decoding: line, as: UTF8.self)) else { throw .malformed(path) }
        self = credentials
    }

    /// Takes as long for a wrong one as for the right one of the same length.
    func matches(_ header: String?) -> Bool {
        guard let header, header.utf8.count == self.header.utf8.count else { return false }
        return zip(header.utf8, self.header.utf8).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
    }
}

/// Why a file with credentials is of no use, and what to do.
public enum CredentialsFault: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case exposed(String)
    case malformed(String)

    public var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .exposed(let path): "\(path) may be read by others: chmod 600 \(path)"
        case .malformed(let path): "\(path): write one line, user:password"
        }
    }
}
