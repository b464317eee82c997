import Glibc
import NIOCore
import Requestor

/// A TCP port of the loopback address that refuses every connection: taken, so that nobody else gets it, and without
/// a listener.
final class RefusingPort {
    let endpoint: ServerEndpoint
    private let descriptor: Int32

    struct Unavailable: Error {}

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let descriptor = descriptor
        let free = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        var name = [UInt8](repeating: 0, count: MemoryLayout<sockaddr>.size)
        var length = socklen_t(name.count)
        let isTaken = free.withSockAddr { address, size in
            bind(descriptor, address, socklen_t(size)) == 0
                && name.withUnsafeMutableBytes { bytes in
                    bytes.withMemoryRebound(to: sockaddr.self) {
                        getsockname(descriptor, $0.baseAddress, &length) == 0
                    }
                }
        }
        guard isTaken else { throw Unavailable() }
        // Which module owns the fields of sockaddr_in depends on what was compiled first: the port is octets 2 and 3.
        endpoint = try ServerEndpoint("127.0.0.1:\(UInt16(name[2]) << 8 | UInt16(name[3]))")
    }

    deinit { close(descriptor) }
}
