import DHCPv6Wire
import Glibc

/// Requestors that read and forget: bare sockets, so that nearly all that the process uses is the server's.
final class LoopbackRequestors {
    private var sockets: [pollfd] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private(set) var octets = 0
    /// The last octets that were read, on whatever connection.
    private var tail: ArraySlice<UInt8> = []

    deinit { for socket in sockets { close(socket.fd) } }

    func connect(_ count: Int, to port: Int) throws(BenchmarkError) {
        for _ in 0..<count {
            let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            address.sin6_addr = in6addr_loopback
            let size = socklen_t(MemoryLayout<sockaddr_in6>.size)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
            }
            guard result == 0 else { throw .socket("connect", errno: errno) }
            sockets.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
    }

    /// Sends a query on the connection of this number.
    func send(_ query: [UInt8], on index: Int) throws(BenchmarkError) {
        guard Glibc.send(sockets[index].fd, query, query.count, Int32(MSG_NOSIGNAL)) == query.count else {
            throw .socket("send", errno: errno)
        }
    }

    /// Reads whatever comes on all connections until `isOver`, which is asked between reads.
    func read(until isOver: () -> Bool) throws(BenchmarkError) {
        while !isOver() {
            guard poll(&sockets, nfds_t(sockets.count), 10) > 0 else { continue }
            for socket in sockets where socket.revents != 0 {
                let count = recv(socket.fd, &buffer, buffer.count, 0)
                guard count > 0 else { throw .socket("the server closed a connection", errno: errno) }
                octets += count
                tail = (tail + buffer[max(0, count - 14)..<count]).suffix(14)
            }
        }
    }

    /// Whether the last message was a LEASEQUERY-DONE with nothing but LQ_BASE_TIME.
    var hasHeardDone: Bool { tail.starts(with: [0, 12, MessageType.leasequeryDone.rawValue]) }
}
