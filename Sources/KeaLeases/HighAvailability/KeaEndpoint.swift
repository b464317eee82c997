/// Where Kea's HA hook listens: `http://192.0.2.1:8000/`, `https://[2001:db8::1]:8443/`.
public struct KeaEndpoint: Hashable, Sendable {
    public let isSecure: Bool
    public let host: String
    public let port: Int
    public let path: String

    /// Nil for what is no such URL; a port must be given.
    public init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["http", "https"].contains(parts[0]) else { return nil }
        isSecure = parts[0] == "https"
        let slash = parts[1].firstIndex(of: "/") ?? parts[1].endIndex
        path = slash == parts[1].endIndex ? "/" : String(parts[1][slash...])
        let authority = parts[1][..<slash]
        guard let colon = authority.lastIndex(of: ":"), let port = UInt16(authority[authority.index(after: colon)...]),
            port > 0
        else { return nil }
        self.port = Int(port)
        let host = authority[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : String(host)
    }
}

extension KeaEndpoint: CustomStringConvertible {
    public var description: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }
}
