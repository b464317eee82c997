import DHCPv6Wire

/// Where a server listens: a name or a literal address, and a TCP port.
public struct ServerEndpoint: Hashable, Sendable {
    /// Name, IPv4 or IPv6 literal, without brackets; a literal may carry a zone (`fe80::1%eth0`).
    public let host: String
    public let port: Int

    /// RFC 5460 section 5.6.
    public static let defaultPort = 547

    /// Why a text names no server; the description says what to write.
    public enum Invalid: Error, Hashable, Sendable {
        case noHost(String)
        case port(String)
        case unclosedBracket(String)
        case textAfterBracket(String)
        case address(String)
        case name(String)
    }

    /// - Parameter text: `[2001:db8::1]:5470`, `2001:db8::1`, `host:5470`, `host`, `192.0.2.1:5470`.
    public init(_ text: String) throws(Invalid) {
        if text.hasPrefix("[") {
            (host, port) = try ServerEndpoint.bracketed(text)
        } else if text.filter({ $0 == ":" }).count > 1 {
            (host, port) = (try ServerEndpoint.checked(address: text), ServerEndpoint.defaultPort)
        } else {
            (host, port) = try ServerEndpoint.named(text)
        }
    }

    private static func bracketed(_ text: String) throws(Invalid) -> (String, Int) {
        guard let close = text.firstIndex(of: "]") else { throw .unclosedBracket(text) }
        let address = try checked(address: String(text[text.index(after: text.startIndex)..<close]))
        let rest = text[text.index(after: close)...]
        if rest.isEmpty { return (address, defaultPort) }
        guard rest.first == ":" else { throw .textAfterBracket(text) }
        return (address, try checked(port: rest.dropFirst()))
    }

    private static func named(_ text: String) throws(Invalid) -> (String, Int) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { throw .noHost(text) }
        guard name.utf8.count <= 253, name.allSatisfy(isNameCharacter) else { throw .name(String(name)) }
        return (String(name), parts.count == 2 ? try checked(port: parts[1]) : defaultPort)
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
    }

    private static func checked(address: String) throws(Invalid) -> String {
        let zone = address.firstIndex(of: "%") ?? address.endIndex
        guard IPv6Address(String(address[..<zone])) != nil else { throw .address(address) }
        return address
    }

    private static func checked(port: Substring) throws(Invalid) -> Int {
        guard port.first?.isNumber == true, let number = UInt16(port), number > 0 else { throw .port(String(port)) }
        return Int(number)
    }
}

extension ServerEndpoint: CustomStringConvertible {
    /// The text that names this endpoint; the port is left out if it is the default.
    public var description: String {
        let isIPv6 = host.contains(":")
        guard port != ServerEndpoint.defaultPort else { return host }
        return isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension ServerEndpoint.Invalid: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noHost(let text): "'\(text)' names no server: write host, host:port or [address]:port"
        case .port(let text): "'\(text)' is no port: write a number from 1 to 65535"
        case .unclosedBracket(let text): "'\(text)' lacks the closing bracket: write [address]:port"
        case .textAfterBracket(let text): "'\(text)' has more than a port behind the bracket: write [address]:port"
        case .address(let text): "'\(text)' is no IPv6 address"
        case .name(let text): "'\(text)' is no host name: letters, digits, '.', '-' and '_' only"
        }
    }
}
