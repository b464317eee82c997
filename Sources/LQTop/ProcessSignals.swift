import CLinux
import Glibc
import Views

/// Signals read from a descriptor instead of interrupting whatever runs.
///
/// To be made by the main thread before any other thread exists: each inherits which signals are blocked.
struct ProcessSignals: ~Copyable {
    enum Event {
        /// SIGINT, SIGTERM: leave.
        case terminate
        /// SIGHUP: the terminal is gone.
        case hangUp
        /// SIGTSTP: the user pressed Ctrl-Z.
        case stop
        /// SIGCONT: the process goes on after a stop.
        case resume
        /// SIGWINCH: the terminal has another size.
        case resize
    }

    /// To poll for input.
    let descriptor: Int32

    init() throws(TerminalError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH, SIGPIPE] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A write into a closed pipe is an error of that write and nobody's signal.
        sigdelset(&set, SIGPIPE)
        descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard descriptor >= 0 else { throw .failed(operation: "signalfd", reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// The next signal that came; nil if none did.
    func next() -> Event? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &information, size) == size else { return nil }
        return switch Int32(information.ssi_signo) {
        case SIGHUP: .hangUp
        case SIGTSTP: .stop
        case SIGCONT: .resume
        case SIGWINCH: .resize
        default: .terminate
        }
    }
}
