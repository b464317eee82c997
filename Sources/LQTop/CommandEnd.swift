import ArgumentParser
import DHCPv6Wire
import Glibc
import Settings

extension ExitCode {
    /// Options or configuration cannot be used.
    static let usage = ExitCode(2)
    /// Something was written, but not all there is.
    static let partial = ExitCode(3)
}

/// Lines for people beside the output: standard error, one line each, nothing unescaped.
enum StandardError {
    static func print(_ text: String) {
        let line = Array("lqtop: \(SafeText.printable(text, limit: 4096))\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}

/// Runs `body` and leaves with status 2 and one line if the user's settings cannot be used.
func withUsableSettings<Result>(_ body: () throws(ConfigurationError) -> Result) throws -> Result {
    do throws(ConfigurationError) {
        return try body()
    } catch {
        StandardError.print("\(error)")
        throw ExitCode.usage
    }
}
