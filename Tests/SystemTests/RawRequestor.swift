import Foundation
import Testing

/// A requestor made of a bare socket: what it reads is what was sent, as no code of ours sees it.
final class RawRequestor {
    struct Message {
        var type: UInt8
        /// The first option of each code.
        var options: [Int: [UInt8]]
    }

    /// CLIENTID and an ORO for base time, relay data and names; LQ_QUERY for a bulk query of all links.
    static let active = frame(22, clientID + request)
    static let bulk = frame(14, clientID + request + [0, 44, 0, 17, 4] + Array(repeating: 0, count: 16))

    private static let clientID: [UInt8] = [0, 1, 0, 6, 0, 3, 0, 1, 2, 9]
    private static let request: [UInt8] = [0, 6, 0, 6, 0, 100, 0, 47, 0, 39]

    private let connection: Int32
    private var octets: [UInt8] = []

    init(port: Int) throws {
        connection = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = in_port_t(port).bigEndian
        address.sin6_addr = in6addr_loopback
        let isConnected = withUnsafePointer(to: &address) { [connection] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
        try #require(isConnected == 0)
    }

    deinit { close(connection) }

    func send(_ octets: [UInt8]) throws {
        try #require(Glibc.send(connection, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count)
    }

    /// Until so many messages have come in all.
    func wait(messages: Int) throws {
        while Self.messages(octets).count < messages { try #require(read(), "closed early") }
    }

    func messagesUntilClosed() throws -> [Message] {
        while read() {}
        return Self.messages(octets)
    }

    private func read() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        octets += buffer.prefix(max(0, count))
        return count > 0
    }

    private static func messages(_ octets: [UInt8]) -> [Message] {
        var messages: [Message] = []
        var rest = octets[...]
        while rest.count >= 2, case let length = number(rest.prefix(2)), rest.count >= 2 + length {
            let message = rest.dropFirst(2).prefix(length)
            messages.append(Message(type: message.first ?? 0, options: options(Array(message.dropFirst(4)))))
            rest = rest.dropFirst(2 + length)
        }
        return messages
    }

    static func options(_ octets: [UInt8]) -> [Int: [UInt8]] {
        var options: [Int: [UInt8]] = [:]
        var rest = octets[...]
        while rest.count >= 4 {
            let (code, length) = (number(rest.prefix(2)), number(rest.dropFirst(2).prefix(2)))
            if options[code] == nil { options[code] = Array(rest.dropFirst(4).prefix(length)) }
            rest = rest.dropFirst(4 + length)
        }
        return options
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> Int { octets.reduce(0) { $0 << 8 | Int($1) } }

    private static func frame(_ type: UInt8, _ options: [UInt8]) -> [UInt8] {
        let message = [type, 1, 2, 3] + options
        return [UInt8(message.count >> 8), UInt8(message.count & 255)] + message
    }
}
