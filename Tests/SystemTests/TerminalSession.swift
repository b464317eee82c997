import Foundation
import Testing

/// One tmux server with one window: a real terminal to drive a program in.
final class TerminalSession {
    private static let tmux = "/usr/bin/tmux"
    private let socket = "lqtop-test-\(UUID().uuidString.prefix(8))"

    /// Starts a shell of `columns` x `rows` and types `command` into it.
    init(columns: Int, rows: Int, environment: [String: String] = [:], command: String) throws {
        let variables = environment.merging(["LANG": "C.UTF-8", "PS1": "shell> "]) { own, _ in own }
            .map { "\($0)='\($1)'" }.joined(separator: " ")
        _ = try tmux(
            "new-session", "-d", "-s", "t", "-x", "\(columns)", "-y", "\(rows)",
            "env \(variables) bash --norc --noprofile -i")
        try type(command, "Enter")
    }

    deinit {
        _ = try? tmux("kill-server")
    }

    /// Types keys by tmux's names; texts of several letters are typed as they are.
    func type(_ keys: String...) throws {
        _ = try tmux(["send-keys", "-t", "t"] + keys)
    }

    func resize(columns: Int, rows: Int) throws {
        _ = try tmux("resize-window", "-t", "t", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// What the screen shows now.
    func screen() throws -> String {
        try tmux("capture-pane", "-p", "-t", "t").output
    }

    /// Waits until the screen passes `test`; fails with the screen as it is after `limit`.
    func wait(
        _ what: Comment, limit: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation,
        until test: (String) -> Bool
    ) throws {
        let deadline = ContinuousClock.now + limit
        var last = ""
        repeat {
            last = try screen()
            if test(last) { return }
            Thread.sleep(forTimeInterval: 0.05)
        } while ContinuousClock.now < deadline
        Issue.record("\(what) was not seen; the screen shows:\n\(last)", sourceLocation: sourceLocation)
        throw NotSeen()
    }

    func wait(
        for text: String, limit: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try wait("\"\(text)\"", limit: limit, sourceLocation: sourceLocation) { $0.contains(text) }
    }

    struct NotSeen: Error {}

    private func tmux(_ arguments: String...) throws -> Programs.Result { try tmux(arguments) }

    private func tmux(_ arguments: [String]) throws -> Programs.Result {
        try Programs.run(
            Self.tmux, ["-L", socket, "-f", "/dev/null"] + arguments,
            environment: ["TERM": "xterm-256color", "LANG": "C.UTF-8"])
    }
}
