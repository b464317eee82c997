/// A user and a password as HTTP sends them (RFC 7617).
public struct BasicCredentials: Hashable, Sendable {
    /// `Basic` and the two in base64.
    let header: String

    /// - Parameter text: `user:password`; nil without a colon, or with control characters.
    public init?(_ text: String) {
        guard text.contains(":"), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        header = "Basic " + BasicCredentials.base64(Array(text.utf8))
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

    private static func base64(_ octets: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0..<4 {
                text.append(digit <= group.count ? digits[bits >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
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
