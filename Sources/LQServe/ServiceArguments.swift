import ArgumentParser
import DHCPv6Wire
import NIOCore
import Responder

/// `[2001:db8::1]:5470` or `127.0.0.1:5470`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: Int

    init(_ host: String, _ port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.init(String(host), Int(port))
        guard (try? socketAddress()) != nil else { return nil }
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    func socketAddress() throws -> SocketAddress { try SocketAddress(ipAddress: host, port: port) }
}

/// `20-40`: from so many seconds to so many.
struct SecondsRange: ExpressibleByArgument {
    let range: ClosedRange<Duration>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let from = parts[0], let to = parts[1], from > 0, from <= to, to <= 86_400 else {
            return nil
        }
        range = .seconds(from) ... .seconds(to)
    }
}

/// `2001:db8::/32`, `192.0.2.0/24`, or a single address. An IPv4 prefix is one of IPv4-mapped addresses.
struct SourcePrefix: ExpressibleByArgument {
    let prefix: IPv6Prefix

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isIPv4 = !parts[0].contains(":")
        guard let address = IPv6Address(isIPv4 ? "::ffff:\(parts[0])" : parts[0]) else { return nil }
        guard parts.count == 2 else {
            prefix = IPv6Prefix(address, length: 128)
            return
        }
        guard let length = UInt8(parts[1]), length <= (isIPv4 ? 32 : 128) else { return nil }
        prefix = IPv6Prefix(address, length: isIPv4 ? 96 + length : length)
        guard prefix.address == address else { return nil }
    }
}

/// What an operator may keep to the server (RFC 7653 sections 3 and 9.3).
enum SuppressedItem: String, ExpressibleByArgument, CaseIterable {
    case relayData = "relay-data"
    case clientFQDN = "client-fqdn"

    var option: RequestedOptions {
        switch self {
        case .relayData: .relayData
        case .clientFQDN: .clientFQDN
        }
    }
}
