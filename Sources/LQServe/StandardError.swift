import DHCPv6Wire
import Glibc

/// Where a server talks to people. Nothing is kept back, and nobody minds if nobody listens.
enum StandardError {
    /// One line, nothing unescaped.
    static func print(_ text: String) { write("lqserve: \(SafeText.printable(text, limit: 4096))\n") }

    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
