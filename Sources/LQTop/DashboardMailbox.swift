import CLinux
import Glibc
import Synchronization
import Views

/// How other threads reach the dashboard: a wake-up, and lines to show. Never waits.
final class DashboardMailbox: Sendable {
    /// To poll for input.
    let descriptor: Int32
    private let lines = Mutex<[(text: String, isFailure: Bool)]>([])

    init() throws(TerminalError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .failed(operation: "eventfd", reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// Something changed: there will be a new picture soon. From any thread.
    func wake() {
        eventfd_write(descriptor, 1)
    }

    /// A line for the user, such as how an export went. From any thread.
    func post(_ text: String, isFailure: Bool = false) {
        lines.withLock { $0.append((text, isFailure)) }
        wake()
    }

    /// The lines posted since the last time. Whether wake-ups came is forgotten.
    func take() -> [(text: String, isFailure: Bool)] {
        var count = eventfd_t()
        eventfd_read(descriptor, &count)
        return lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
