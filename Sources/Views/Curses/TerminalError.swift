/// Why there is no dashboard on this terminal, and what to do.
public enum TerminalError: Error, Hashable, Sendable {
    /// There is no terminal behind this device; the reason is the system's.
    case notThere(device: String, reason: String)
    /// TERM is not set.
    case typeNotSet
    /// No terminfo entry for this TERM.
    case unknownType(String)
    /// This TERM cannot place its cursor.
    case cannotPosition(String)
    /// A system call that the dashboard needs failed.
    case failed(operation: String, reason: String)
}

extension TerminalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notThere(let device, let reason):
            "no terminal: \(device): \(reason). Run lqtop in a terminal (with ssh: ssh -t)."
        case .typeNotSet:
            "TERM is not set. Set it to the type of your terminal, for example TERM=xterm-256color."
        case .unknownType(let type):
            "TERM=\(type) is not known to this machine. Install its terminfo entry or try TERM=xterm-256color."
        case .cannotPosition(let type):
            "TERM=\(type) cannot place its cursor. Use a real terminal, or set TERM, for example to xterm-256color."
        case .failed(let operation, let reason):
            "the dashboard cannot run: \(operation): \(reason)"
        }
    }
}
