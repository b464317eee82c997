import NIOCore

/// Where figures for monitoring are served: a literal address and a TCP port.
struct MetricsAddress: Hashable {
    let host: String
    let socketAddress: SocketAddress

    /// nil: the host is no literal address.
    init?(host: String, port: Int) {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else { return nil }
        self.host = host
        socketAddress = address
    }

    /// nil: it is no `[address]:port` and no `address:port`.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard isBracketed || !host.contains(":") else { return nil }
        self.init(host: String(isBracketed ? host.dropFirst().dropLast() : host), port: Int(port))
    }

    /// Whether only this machine can reach it.
    var isLoopback: Bool {
        switch socketAddress {
        case .v4: host.hasPrefix("127.")
        case .v6: socketAddress.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }

    /// What to do about a text that is no address.
    static let fix = "write an address and a port, for example [::1]:9547"

    /// What to do about an address that others reach, although nobody said that they may.
    static func refusal(_ how: String) -> String {
        "everybody who reaches this address could read the figures; write [::1]:9547, or \(how) to let them"
    }
}

extension MetricsAddress: CustomStringConvertible {
    var description: String {
        let port = socketAddress.port ?? 0
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
