import Glibc
import NIOCore
import OpenSSLTLS

extension ServerError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .tls(let failure): failure.description
        case .noAddress: "no address to listen on"
        case .feed(let trouble): "not all bindings could be read: \(trouble); start again when that is mended"
        case .cannotListen(let address, EACCES):
            "\(address): no permission to listen on a port below 1024; run: setcap cap_net_bind_service=ep on the "
                + "program, give the systemd unit AmbientCapabilities=CAP_NET_BIND_SERVICE, or take a higher port"
        case .cannotListen(let address, EADDRINUSE):
            "\(address): address in use: another server runs there, or take another port"
        case .cannotListen(let address, EADDRNOTAVAIL):
            "\(address): no interface of this machine has this address"
        case .cannotListen(let address, let errno):
            "\(address): cannot listen: \(String(cString: strerror(errno)))"
        }
    }
}

extension SocketAddress {
    /// `[2001:db8::1]:5470` or `192.0.2.1:5470`.
    public var hostAndPort: String {
        switch self {
        case .v6: "[\(ipAddress ?? "")]:\(port ?? 0)"
        case .v4, .unixDomainSocket: "\(ipAddress ?? ""):\(port ?? 0)"
        }
    }
}
