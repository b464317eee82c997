import Foundation
import Testing

@testable import Views

/// A screen on the slave side of a pseudo terminal; what it writes is read from the master.
///
/// ncurses has one terminal a process, so one test at a time.
@Suite(.serialized)
struct CursesScreenTests {
    private struct Terminal: ~Copyable {
        let master: Int32
        let device: String
        private let slave: Int32

        init(columns: UInt16 = 80, rows: UInt16 = 24) throws {
            var (master, slave): (Int32, Int32) = (0, 0)
            var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
            try #require(openpty(&master, &slave, nil, nil, &size) == 0)
            self.master = master
            self.slave = slave
            device = String(cString: ttyname(slave))
            _ = fcntl(master, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(master)
            close(slave)
        }

        /// All that was written since the last time.
        func output() -> String {
            var octets: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = read(master, &buffer, buffer.count), count > 0 { octets += buffer[..<count] }
            return String(decoding: octets, as: UTF8.self)
        }

        func type(_ text: String) { _ = write(master, text, text.utf8.count) }

        func resize(columns: UInt16, rows: UInt16) {
            var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
            _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        }

        var settings: (tcflag_t, tcflag_t) {
            var settings = termios()
            tcgetattr(slave, &settings)
            return (settings.c_lflag, settings.c_iflag)
        }
    }

    private func picture(_ text: String, columns: Int = 80, rows: Int = 24, row: Int = 0) -> Surface {
        var surface = Surface(Size(columns: columns, rows: rows))
        surface.put(text, x: 0, y: row)
        return surface
    }

    private func screen(on terminal: borrowing Terminal, colour: Bool = true) throws(TerminalError) -> CursesScreen {
        try CursesScreen(device: terminal.device, type: "xterm-256color", wantsColour: colour)
    }

    @Test("what is drawn is written, once, and what has not changed is not written again")
    func paints() throws {
        let terminal = try Terminal()
        var screen = try screen(on: terminal)
        #expect(screen.size == Size(columns: 80, rows: 24))
        screen.present(picture("hello"))
        #expect(terminal.output().contains("hello"))
        screen.present(picture("hello"))
        #expect(terminal.output().isEmpty)
        screen.present(picture("hullo"))
        #expect(terminal.output().count < 20)
        screen.repaint()
        screen.present(picture("hullo"))
        #expect(terminal.output().contains("hullo"))
    }

    @Test("the alternate screen is left, the cursor shown and the settings are what they were")
    func givesBack() throws {
        let terminal = try Terminal()
        let before = terminal.settings
        do {
            var screen = try screen(on: terminal)
            screen.present(picture("hello"))
            let output = terminal.output()
            #expect(output.contains("\u{1b}[?1049h") && output.contains("\u{1b}[?25l"))
            #expect(terminal.settings != before)
        }
        let output = terminal.output()
        #expect(output.contains("\u{1b}[?1049l") && output.contains("\u{1b}[?25h"))
        #expect(terminal.settings == before)
    }

    @Test("a terminal given back for a while is taken again with the next picture")
    func suspends() throws {
        let terminal = try Terminal()
        let before = terminal.settings
        var screen = try screen(on: terminal)
        screen.present(picture("hello"))
        _ = terminal.output()
        screen.suspend()
        #expect(terminal.output().contains("\u{1b}[?1049l"))
        #expect(terminal.settings == before)
        screen.present(picture("hello"))
        #expect(terminal.output().contains("hello"))
        #expect(terminal.settings != before)
    }

    @Test("another size is found and drawn whole")
    func resizes() throws {
        let terminal = try Terminal()
        var screen = try screen(on: terminal)
        screen.present(picture("hello"))
        terminal.resize(columns: 132, rows: 50)
        screen.resize()
        #expect(screen.size == Size(columns: 132, rows: 50))
        _ = terminal.output()
        screen.present(picture("below", columns: 132, rows: 50, row: 49))
        #expect(terminal.output().contains("below"))
        // A picture made before the resize is known cannot do harm.
        screen.present(picture("large", columns: 200, rows: 90, row: 89))
    }

    @Test("a terminal that has come to a question behind the picture says so, and that is no key")
    func flow() throws {
        let terminal = try Terminal()
        var screen = try screen(on: terminal)
        screen.present(picture("hello"))
        let isAsked = screen.askWhenShown()
        #expect(isAsked && terminal.output().hasSuffix("\u{1b}[5n"))
        let openBefore = screen.openQuestions
        terminal.type("j\u{1b}[0nk")
        var keys: [Key] = []
        while let key = screen.readKey() { keys.append(key) }
        let openAfter = screen.openQuestions
        #expect(keys == [.character("j"), .character("k")] && openBefore == 1 && openAfter == 0)
    }

    @Test("the window is named in plain characters, once a name, and has its own name back at the end")
    func title() throws {
        let terminal = try Terminal()
        do {
            var screen = try screen(on: terminal)
            screen.setTitle("lqtop: \u{7}\u{1b}é")
            #expect(terminal.output().hasSuffix("\u{1b}[22;2t\u{1b}]2;lqtop: ???\u{7}"))
            screen.setTitle("lqtop: \u{7}\u{1b}é")
            #expect(terminal.output().isEmpty)
            screen.setTitle("lqtop")
            #expect(terminal.output() == "\u{1b}]2;lqtop\u{7}")
            screen.suspend()
            #expect(terminal.output().contains("\u{1b}[23;2t"))
            screen.setTitle("again")
        }
        let end = terminal.output()
        #expect(end.hasPrefix("\u{1b}[22;2t\u{1b}]2;again\u{7}") && end.hasSuffix("\u{1b}[23;2t"))
    }

    @Test("a theme in ASCII draws with ASCII, and the palette follows a theme at once")
    func theme() throws {
        let terminal = try Terminal()
        var screen = try screen(on: terminal)
        var surface = Surface(Size(columns: 80, rows: 24))
        surface.put("▸ ≠", x: 0, y: 0, Style(.good))
        var theme = Theme()
        theme.isASCII = true
        theme.colours[.good] = 33
        screen.useTheme(theme)
        screen.present(surface)
        let output = terminal.output()
        #expect(output.contains("> #") && output.contains("38;5;33m"))
        theme.base = .mono
        theme.colours = [:]
        screen.useTheme(theme)
        screen.present(surface)
        #expect(!terminal.output().contains("38;5"))
    }

    @Test("keys arrive as keys, escape alone too")
    func keys() throws {
        let terminal = try Terminal()
        var screen = try screen(on: terminal)
        terminal.type("j\u{1b}[A\u{1b}OB\u{c}\t\r\u{7f}\u{1b}[5~\u{1b}[6~\u{1b}")
        var keys: [Key] = []
        while let key = screen.readKey() { keys.append(key) }
        // In application mode arrows come as ESC O; ESC [ A is not what terminfo promises and means nothing here.
        #expect(keys.first == .character("j"))
        #expect(
            keys.suffix(8) == [
                .down, .control("l"), .tab, .enter, .backspace, .pageUp, .pageDown, .escape,
            ])
    }

    @Test("the mouse is told of while it is wanted, and given back however the screen ends")
    func mouse() throws {
        let terminal = try Terminal()
        do {
            var screen = try screen(on: terminal)
            _ = terminal.output()
            screen.useMouse(true)
            #expect(terminal.output().contains("1000h"))
            // Whole, in pieces, let go, a button that means nothing, with Shift, with keys between.
            var keys: [Key] = []
            for part in ["\u{1b}[<0;300;5M", "\u{1b}[<0;300;5m", "\u{1b}[<64;2;", "3M\u{1b}[<2;2;3M\u{1b}[<69;2;3Mj"] {
                terminal.type(part)
                while let key = screen.readKey() { keys.append(key) }
            }
            #expect(
                keys == [
                    .mouse(MouseEvent(.press, column: 299, row: 4)), .mouse(MouseEvent(.wheelUp, column: 1, row: 2)),
                    .mouse(MouseEvent(.wheelDown, column: 1, row: 2)), .character("j"),
                ])
            screen.useMouse(false)
            #expect(terminal.output().contains("1000l"))
            screen.useMouse(true)
            _ = terminal.output()
        }
        #expect(terminal.output().contains("1000l"))
    }

    @Test("a text to copy goes out in one piece, encoded; one that is too long does not, nor where nobody knows it")
    func copies() throws {
        let terminal = try Terminal()
        do {
            let screen = try screen(on: terminal)
            _ = terminal.output()
            let isSent = screen.copy("2001:db8::1")
            #expect(isSent && terminal.output() == "\u{1b}]52;c;MjAwMTpkYjg6OjE=\u{7}")
            let isLongSent = screen.copy(String(repeating: "x", count: 5000))
            #expect(!isLongSent && terminal.output().isEmpty)
        }
        let plain = try CursesScreen(device: terminal.device, type: "vt100", wantsColour: true)
        _ = terminal.output()
        let isSent = plain.copy("2001:db8::1")
        #expect(!isSent && terminal.output().isEmpty)
    }

    @Test("a terminal stopped by Ctrl-S is known and can be left")
    func stopped() throws {
        let terminal = try Terminal()
        let before = terminal.settings
        do {
            let screen = try screen(on: terminal)
            let writable = screen.isWritable
            terminal.type("\u{13}")
            let stopped = !screen.isWritable
            #expect(writable && stopped)
        }
        #expect(terminal.settings == before)
    }

    @Test("without colour nothing sets one")
    func noColour() throws {
        let terminal = try Terminal()
        var surface = picture("hello")
        surface.put("bad", x: 20, y: 3, Style(.bad))
        surface.put("good", x: 20, y: 4, Style(.good))
        for colour in [true, false] {
            var screen = try screen(on: terminal, colour: colour)
            _ = terminal.output()
            screen.present(surface)
            #expect(terminal.output().contains("\u{1b}[31m") == colour)
        }
    }

    @Test("terminals that will not do are refused with advice")
    func refuses() throws {
        let terminal = try Terminal()
        let device = terminal.device
        func error(device: String, type: String?) -> TerminalError? {
            do throws(TerminalError) {
                _ = try CursesScreen(device: device, type: type, wantsColour: true)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(device: device, type: nil) == .typeNotSet)
        #expect(error(device: device, type: "dumb") == .cannotPosition("dumb"))
        #expect(error(device: device, type: "no-such-terminal") == .unknownType("no-such-terminal"))
        #expect(error(device: "/dev/null", type: "xterm") == .notThere(device: "/dev/null", reason: "not a terminal"))
        #expect(
            error(device: "/nowhere", type: "xterm")
                == .notThere(device: "/nowhere", reason: "No such file or directory"))
    }

    @Test("every character we draw with has a plain one for locales without UTF-8")
    func plainGlyphs() {
        for scene in Scene.samples.values {
            for keys in ["1", "2j", "3", "?"] {
                for cell in Stage(scene, keys: keys).surface.cells {
                    #expect(PlainGlyphs.ascii(cell.scalar).isASCII)
                    #expect(cell.scalar == "?" || PlainGlyphs.ascii(cell.scalar) != "?", "\(cell.scalar)")
                }
            }
        }
    }
}
