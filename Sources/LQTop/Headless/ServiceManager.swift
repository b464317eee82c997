import Glibc

/// Tells systemd how the service fares, by datagrams to the socket that it names (sd_notify(3)). Says nothing where
/// there is none.
struct ServiceManager {
    private let address: sockaddr_un?
    private let length: socklen_t
    /// How often systemd wants to hear that all is well, at least; nil: it does not.
    let watchdogInterval: Duration?

    /// - Parameter variable: the environment.
    init(variable: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }) {
        let path = variable("NOTIFY_SOCKET").map { Array($0.utf8) } ?? []
        var address = sockaddr_un()
        let isKnown =
            (path.first == UInt8(ascii: "/") || path.first == UInt8(ascii: "@"))
            && path.count < MemoryLayout.size(ofValue: address.sun_path)
        address.sun_family = sa_family_t(AF_UNIX)
        if isKnown {
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
            // An abstract socket, whose name begins with a zero (unix(7)).
            if path.first == UInt8(ascii: "@") { address.sun_path.0 = 0 }
        }
        self.address = isKnown ? address : nil
        length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let process = variable("WATCHDOG_PID").flatMap { pid_t($0) }
        let microseconds = variable("WATCHDOG_USEC").flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdogInterval = process == nil || process == getpid() ? microseconds.map { .microseconds($0) } : nil
    }

    func ready() { tell("READY=1") }

    func stopping() { tell("STOPPING=1") }

    func alive() { tell("WATCHDOG=1") }

    /// `ready` is to follow.
    func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        tell("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)")
    }

    /// Not answered, and lost where systemd takes nothing: there is nobody else to tell.
    private func tell(_ message: String) {
        guard var address else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let octets = Array(message.utf8)
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(descriptor, octets, octets.count, flags, address, length)
            }
        }
    }
}
