import CLinux
import Glibc

/// Gives the terminal back and shows the last words when the process dies of a trap or a fault.
///
/// While armed, descriptor 2 is a file in memory: what is written there would disturb the screen, and would be wiped
/// away with it. It is copied out when the screen ends, well or badly. Not covered: SIGKILL, and a stack overflow.
enum CrashRestore {
    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// Everything the handler needs, prepared, for it may allocate nothing.
    fileprivate struct Armed {
        var terminal: Int32
        var settings: termios
        var reset: UnsafeMutableBufferPointer<UInt8>
        /// Where descriptor 2 went before, and where it goes meanwhile.
        var standardError: Int32
        var memory: Int32
        var previous: UnsafeMutableBufferPointer<(signal: Int32, action: sigaction)>
    }

    /// - Parameters:
    ///   - settings: of the terminal, as they were before anything of ours.
    ///   - reset: octets that bring the terminal back to the shell's screen.
    static func arm(terminal: Int32, settings: termios, reset: [UInt8]) {
        guard armed == nil else { return }
        let octets = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: reset.count)
        _ = octets.initialize(from: reset)
        let previous = UnsafeMutableBufferPointer<(signal: Int32, action: sigaction)>.allocate(capacity: signals.count)
        _ = previous.initialize(from: signals.map { (signal: $0, action: sigaction()) })
        let value = UnsafeMutablePointer<Armed>.allocate(capacity: 1)
        value.initialize(
            to: Armed(
                terminal: terminal, settings: settings, reset: octets, standardError: fcntl(2, F_DUPFD_CLOEXEC, 0),
                memory: memfd_create("lqtop-stderr", UInt32(MFD_CLOEXEC)), previous: previous))
        if value.pointee.memory >= 0, value.pointee.standardError >= 0 { dup2(value.pointee.memory, 2) }
        armed = value
        var action = sigaction()
        action.__sigaction_handler.sa_sigaction = restoreAfterCrash
        action.sa_flags = SA_SIGINFO
        for index in previous.indices { sigaction(previous[index].signal, &action, &previous[index].action) }
    }

    /// False before, after, and once the process is dying.
    static var isArmed: Bool { armed != nil }

    static func disarm() {
        guard let value = armed else { return }
        putHandlersBack(value)
        armed = nil
        showLastWords(value)
        close(value.pointee.standardError)
        close(value.pointee.memory)
        value.pointee.reset.deallocate()
        value.pointee.previous.deallocate()
        value.deallocate()
    }

    fileprivate static func putHandlersBack(_ value: UnsafeMutablePointer<Armed>) {
        for index in value.pointee.previous.indices {
            sigaction(value.pointee.previous[index].signal, &value.pointee.previous[index].action, nil)
        }
    }

    /// Descriptor 2 is what it was, and what was written meanwhile follows. Calls only what a signal handler may.
    fileprivate static func showLastWords(_ value: UnsafeMutablePointer<Armed>) {
        let memory = value.pointee.memory
        guard memory >= 0, value.pointee.standardError >= 0 else { return }
        dup2(value.pointee.standardError, 2)
        lseek(memory, 0, SEEK_SET)
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            while true {
                let count = read(memory, buffer.baseAddress, buffer.count)
                guard count > 0, write(2, buffer.baseAddress, count) == count else { return }
            }
        }
    }
}

/// Set and cleared by the thread of the screen, read by the handler on the thread that crashed.
nonisolated(unsafe) private var armed: UnsafeMutablePointer<CrashRestore.Armed>?

/// The signal handler. It returns, so that the fault recurs with its own context and the default action or Swift's
/// backtrace sees it; what a process sent, as abort() does, does not recur and is raised again.
private func restoreAfterCrash(
    _ signal: Int32, _ information: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
    guard let value = armed else { return }
    armed = nil
    _ = write(value.pointee.terminal, value.pointee.reset.baseAddress, value.pointee.reset.count)
    tcsetattr(value.pointee.terminal, TCSANOW, &value.pointee.settings)
    CrashRestore.showLastWords(value)
    CrashRestore.putHandlersBack(value)
    if let information, information.pointee.si_code <= 0 { raise(signal) }
}
