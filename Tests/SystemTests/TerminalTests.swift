import Foundation
import Testing

/// What lqtop does to the terminal, and that it gives it back.
@Suite(.serialized)
struct TerminalTests {
    /// Nothing listens there: all that is looked at is the terminal.
    static let program = "'\(Programs.path("lqtop"))' --insecure --server '[::1]:1'"

    enum Leaving: CaseIterable {
        case quit, interrupt, terminate, abort, fault

        /// What the shell says of the exit.
        var status: Int {
            switch self {
            case .quit, .interrupt, .terminate: 0
            case .abort: 128 + Int(SIGABRT)
            case .fault: 128 + Int(SIGSEGV)
            }
        }

        var message: String? {
            switch self {
            case .quit, .interrupt, .terminate: nil
            case .abort: "Aborted"
            case .fault: "Segmentation fault"
            }
        }
    }

    @Test("however lqtop ends, the terminal is as it was", arguments: Leaving.allCases)
    func restored(leaving: Leaving) throws {
        let terminal = try TerminalSession(
            columns: 80, rows: 24,
            command: """
                before=$(stty -a); sh -c "echo \\$\\$ > pid; exec \(Self.program)"; echo "status ""$?"; \
                [ "$(stty -a)" = "$before" ] && echo "terminal ""same"
                """)
        try terminal.wait(for: "0 of 1 server live")
        let pid = try #require(
            pid_t(String(decoding: terminal.folder.contents(of: "pid"), as: UTF8.self).dropLast()))
        switch leaving {
        case .quit: try terminal.type("q")
        case .interrupt: try terminal.type("C-c")
        case .terminate: kill(pid, SIGTERM)
        case .abort: kill(pid, SIGABRT)
        case .fault: kill(pid, SIGSEGV)
        }
        let screen = try terminal.wait(for: "status \(leaving.status)")
        if let message = leaving.message { #expect(screen.contains(message)) }
        try terminal.wait(for: "terminal same")
        #expect(try terminal.isMainScreen())
        #expect(try !terminal.isMouseOn())
    }

    @Test("Ctrl-Z gives the terminal to the shell, fg brings the screen back")
    func stopped() throws {
        let terminal = try TerminalSession(columns: 80, rows: 24, command: "before=$(stty -a); \(Self.program)")
        try terminal.wait(for: "0 of 1 server live")
        try terminal.type("C-z")
        try terminal.wait(for: "Stopped")
        #expect(try terminal.isMainScreen())
        try terminal.type(#"[ "$(stty -a)" = "$before" ] && echo "terminal ""same""#, "Enter")
        try terminal.wait(for: "terminal same")
        try terminal.type("fg", "Enter")
        try terminal.wait("the screen and how long it stood still") {
            $0.contains("0 of 1 server live") && $0.contains("Stopped for ")
        }
        try terminal.type("q")
        try terminal.wait(for: "shell> fg")
    }

    @Test("the picture follows the size of the terminal, and says if it is too small")
    func resized() throws {
        let terminal = try TerminalSession(columns: 80, rows: 24, command: Self.program)
        try terminal.wait(for: "0 of 1 server live")
        try terminal.resize(columns: 40, rows: 10)
        try terminal.wait(for: "lqtop needs 80x24,\nthis is 40x10.")
        try terminal.resize(columns: 200, rows: 60)
        try terminal.wait("a picture of 200x60") { screen in
            let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.contains { $0.count == 200 } && lines[59].contains("q quit")
        }
    }

    @Test("the mouse selects and sorts, m and --no-mouse leave it to the terminal")
    func mouse() throws {
        let terminal = try TerminalSession(
            columns: 80, rows: 24, environment: ["TERM": "xterm-256color"],
            command: "'\(Programs.path("lqtop"))' --insecure --server '[::1]:1' --server '[::1]:2'")
        try terminal.wait(for: "0 of 2 servers live")
        #expect(try terminal.isMouseOn())
        try terminal.press(column: 5, row: 5)
        try terminal.wait("the second server selected") { $0.selectedRow == 5 }
        try terminal.press(column: 5, row: 3)
        try terminal.wait(for: "SERVER▲")
        try terminal.press(column: 14, row: 2)
        try terminal.wait(for: "[2 Bindings]")
        try terminal.type("m")
        try terminal.wait(for: "Mouse off")
        #expect(try !terminal.isMouseOn())
        try terminal.type("q")
        try terminal.type("clear; \(Self.program) --no-mouse", "Enter")
        try terminal.wait(for: "0 of 1 server live")
        #expect(try !terminal.isMouseOn())
        try terminal.type("m")
        try terminal.wait(for: "Mouse on")
        #expect(try terminal.isMouseOn())
    }

    @Test("what is copied reaches the clipboard of tmux")
    func copied() throws {
        let terminal = try TerminalSession(columns: 80, rows: 24, command: Self.program)
        try terminal.takesClipboard()
        try terminal.wait(for: "0 of 1 server live")
        try terminal.type("y")
        try terminal.wait(for: "Asked tmux (it needs set-clipboard on) to copy: [::1]:1")
        #expect(try terminal.clipboard() == "[::1]:1")
    }

    @Test("NO_COLOR: no colour is sent, and what is wrong still stands out")
    func noColour() throws {
        let terminal = try TerminalSession(
            columns: 80, rows: 24, environment: ["NO_COLOR": "1"], command: "clear; " + Self.program)
        try terminal.wait(for: "retry in")
        let styles = try terminal.styledScreen().matches(of: /\x1b\[([0-9;]*)m/).map { String($0.1) }
        let colours = styles.filter { style in
            style.split(separator: ";").contains { (30...49).contains(Int($0) ?? 0) && $0 != "39" && $0 != "49" }
        }
        #expect(colours.isEmpty)
        #expect(styles.contains { $0.split(separator: ";").contains("7") })
    }

    @Test("LC_ALL=C: the picture is made of ASCII")
    func plainCharacters() throws {
        let terminal = try TerminalSession(
            columns: 80, rows: 24, environment: ["LC_ALL": "C"], command: "clear; " + Self.program)
        try terminal.wait(for: "0 of 1 server live")
        let screen = try terminal.wait(for: "-[1 Servers]-")
        #expect(screen.unicodeScalars.allSatisfy { $0.isASCII }, "\(screen)")
    }

    @Test(
        "a terminal that cannot be drawn on is refused with status 1 and a line that says what to do",
        arguments: [
            ("dumb", "TERM=dumb cannot place its cursor"), ("", "TERM is not set"), ("no-such", "no-such"),
        ])
    func refused(type: String, message: String) throws {
        let terminal = try TerminalSession(
            columns: 120, rows: 24, environment: ["TERM": type],
            command: "\(Self.program); echo \"status \"\"$?\"")
        let screen = try terminal.wait(for: "status 1")
        let line = screen.split(separator: "\n").first { $0.hasPrefix("lqtop: ") }
        #expect(line?.contains(message) == true && line?.contains("xterm-256color") == true, "\(screen)")
    }

    @Test("without a terminal there is status 1 and a line that says what to do")
    func noTerminal() throws {
        let result = try Programs.run("/usr/bin/setsid", ["--wait", Programs.path("lqtop"), "demo"])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("lqtop: no terminal: ") && result.errors.hasSuffix("(with ssh: ssh -t).\n"))
    }
}
