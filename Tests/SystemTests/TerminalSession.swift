import Foundation
import Testing

/// One tmux server with one window: a real terminal to drive a program in.
final class TerminalSession {
    private static let tmux = "/usr/bin/tmux"
    private let socket = "lqtop-test-\(UUID().uuidString.prefix(8))"
    /// Where the shell is.
    let folder: TestFolder

    /// Starts a shell of `columns` x `rows` in a folder of its own and types `command` into it.
    init(
        columns: Int, rows: Int, environment: [String: String] = [:], folder: TestFolder? = nil, command: String
    ) throws {
        self.folder = try folder ?? TestFolder()
        let plain = ["LANG": "C.UTF-8", "LC_ALL": "", "LC_CTYPE": "", "NO_COLOR": "", "PS1": "shell> "]
        let variables = plain.merging(self.folder.environment) { $1 }.merging(environment) { $1 }
            .map { "\($0)='\($1)'" }.joined(separator: " ")
        _ = try tmux(
            "new-session", "-d", "-s", "t", "-c", self.folder.path, "-x", "\(columns)", "-y", "\(rows)",
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

    /// What the screen shows now, with the escape sequences that make it look so.
    func styledScreen() throws -> String {
        try tmux("capture-pane", "-p", "-e", "-t", "t").output
    }

    /// Whether the shell's own screen is up, with a cursor.
    func isMainScreen() throws -> Bool {
        try tmux("display-message", "-p", "-t", "t", "#{alternate_on} #{cursor_flag}").output == "0 1\n"
    }

    /// Whether the program wants to know what the mouse does.
    func isMouseOn() throws -> Bool {
        try tmux("display-message", "-p", "-t", "t", "#{mouse_any_flag}").output == "1\n"
    }

    /// Presses and lets go the first button, as xterm says it (SGR, mode 1006), at a place counted from 0.
    func press(column: Int, row: Int) throws {
        let octets = ["M", "m"].flatMap { Array("\u{1b}[<0;\(column + 1);\(row + 1)\($0)".utf8) }
        _ = try tmux(["send-keys", "-t", "t", "-H"] + octets.map { String($0, radix: 16) })
    }

    /// Has tmux take what programs want to copy.
    func takesClipboard() throws { _ = try tmux("set-option", "-s", "set-clipboard", "on") }

    func clipboard() throws -> String { try tmux("show-buffer").output }

    /// Writes into the terminal past the program that has it.
    func scribble(_ text: String) throws {
        let device = try tmux("display-message", "-p", "-t", "t", "#{pane_tty}").output
        let terminal = try #require(
            FileHandle(forWritingAtPath: device.trimmingCharacters(in: .whitespacesAndNewlines)))
        try terminal.write(contentsOf: Data(text.utf8))
    }

    /// Waits until the screen passes `test` and returns it; fails with the screen as it is after `limit`.
    @discardableResult
    func wait(
        _ what: Comment, limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
        until test: (String) throws -> Bool
    ) throws -> String {
        let deadline = ContinuousClock.now + limit
        var last = ""
        repeat {
            last = try screen()
            if try test(last) { return last }
            Thread.sleep(forTimeInterval: 0.05)
        } while ContinuousClock.now < deadline
        Issue.record("\(what) was not seen; the screen shows:\n\(last)", sourceLocation: sourceLocation)
        throw NotSeen()
    }

    @discardableResult
    func wait(
        for text: String, limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        try wait("\"\(text)\"", limit: limit, sourceLocation: sourceLocation) { $0.contains(text) }
    }

    func wait(
        forNo text: String, limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try wait("a screen without \"\(text)\"", limit: limit, sourceLocation: sourceLocation) { !$0.contains(text) }
    }

    struct NotSeen: Error {}

    private func tmux(_ arguments: String...) throws -> Programs.Result { try tmux(arguments) }

    private func tmux(_ arguments: [String]) throws -> Programs.Result {
        try Programs.run(
            Self.tmux, ["-L", socket, "-f", "/dev/null"] + arguments,
            environment: ["TERM": "xterm-256color", "LANG": "C.UTF-8"])
    }
}
