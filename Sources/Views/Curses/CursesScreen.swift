import CLinux
import CNCurses
import DHCPv6Wire
import Glibc

/// The terminal: taken by `init`, given back when the value ends, however it ends (for crashes see `CrashRestore`).
///
/// ncurses has one terminal a process and knows no threads: make one value at a time and keep it on one thread.
public struct CursesScreen: ~Copyable {
    /// To poll for input, room to write and hang-up.
    public let descriptor: Int32
    private let terminal: OpaquePointer
    fileprivate let files: Files
    /// What the terminal can show; 0: attributes only.
    private let colours: Int
    private let isUTF8: Bool
    private var theme = Theme()
    private var palette: CursesPalette
    fileprivate var title: String?
    /// Questions put to the terminal that it has not answered.
    public private(set) var openQuestions = 0
    /// What the terminal shows, as far as we know.
    private var shown: Surface?
    private var keys: KeyReader
    private var wantsMouse = false
    /// It is not while the terminal is given back.
    private var isMouseOn = false

    /// Opens the terminal anew, so that no flag we set reaches the shell that started us.
    ///
    /// - Parameters:
    ///   - device: `/dev/tty` is the terminal of this process.
    ///   - type: the value of TERM.
    ///   - wantsColour: false for attributes only (NO_COLOR).
    public init(device: String = "/dev/tty", type: String?, wantsColour: Bool) throws(TerminalError) {
        guard let type, !type.isEmpty else { throw .typeNotSet }
        guard type != "dumb" else { throw .cannotPosition(type) }
        setlocale(LC_CTYPE, "")
        let isUTF8 = String(cString: nl_langinfo(nl_item(CODESET))) == "UTF-8"
        let files = try Files(opening: device)
        var settings = termios()
        tcgetattr(files.descriptor, &settings)
        guard let terminal = newterm(type, files.output, files.input) else {
            files.close()
            throw .unknownType(type)
        }
        guard CursesScreen.capability("cup") != nil else {
            endwin()
            delscreen(terminal)
            files.close()
            throw .cannotPosition(type)
        }
        CrashRestore.arm(terminal: files.descriptor, settings: settings, reset: CursesScreen.resetSequence())
        descriptor = files.descriptor
        self.files = files
        self.terminal = terminal
        self.isUTF8 = isUTF8
        colours = CursesScreen.prepare(wantsColour: wantsColour)
        palette = CursesPalette(theme, colours: colours)
        keys = KeyReader()
        resize()
    }

    deinit {
        if openQuestions > 0 { forgetAnswers() }
        // Leaving must not wait for a terminal that was stopped by Ctrl-S or that nobody reads any more.
        if !isWritable {
            tcflush(descriptor, TCOFLUSH)
            // TCOON undoes only what TCOOFF did.
            tcflow(descriptor, TCOOFF)
            tcflow(descriptor, TCOON)
        }
        if isMouseOn { _ = files.write(MouseReader.off) }
        endwin()
        takeTitleBack()
        CrashRestore.disarm()
        delscreen(terminal)
        files.close()
    }

    /// Input as keys at once, no echo, colours; returns how many of them.
    private static func prepare(wantsColour: Bool) -> Int {
        cbreak()
        noecho()
        nonl()
        set_escdelay(25)
        keypad(nc_stdscr(), true)
        nodelay(nc_stdscr(), true)
        meta(nc_stdscr(), true)
        leaveok(nc_stdscr(), true)
        curs_set(0)
        guard wantsColour, has_colors() else { return 0 }
        start_color()
        use_default_colors()
        return Int(tigetnum("colors"))
    }

    /// The size the terminal has now.
    public var size: Size {
        Size(columns: Int(getmaxx(nc_stdscr())), rows: Int(getmaxy(nc_stdscr())))
    }

    /// Asks the terminal for its size; to be called after SIGWINCH and after the process was stopped.
    public mutating func resize() {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 else { return }
        resizeterm(Int32(window.ws_row), Int32(window.ws_col))
        repaint()
    }

    /// The next picture is drawn whole: something else wrote to the terminal.
    public mutating func repaint() {
        shown = nil
        clearok(nc_curscr(), true)
    }

    /// Gives the terminal back for a while; `present` takes it again.
    public mutating func suspend() {
        if openQuestions > 0 { forgetAnswers() }
        openQuestions = 0
        switchMouse(false)
        endwin()
        giveTitleBack()
        repaint()
    }

    /// The next key that is waiting; nil if there is none.
    public mutating func readKey() -> Key? {
        defer { openQuestions = max(openQuestions - keys.takeAnswers(), 0) }
        return keys.next(nc_stdscr())
    }

    /// How the next pictures look.
    public mutating func useTheme(_ theme: Theme) {
        self.theme = theme
        palette = CursesPalette(theme, colours: colours)
        repaint()
    }

    /// Has the terminal tell what the mouse does, or leaves the mouse to the terminal's own selection.
    public mutating func useMouse(_ isOn: Bool) {
        wantsMouse = isOn && CursesScreen.isLikeXterm
        switchMouse(wantsMouse)
    }

    private mutating func switchMouse(_ isOn: Bool) {
        guard isOn != isMouseOn, files.write(isOn ? MouseReader.on : MouseReader.off) else { return }
        isMouseOn = isOn
    }

    /// Asks the terminal to keep a text for pasting (OSC 52). Whether it does, it does not say.
    ///
    /// - Returns: false if it was not asked: it is none that could, it takes no output now, or the text is too long.
    public func copy(_ text: String) -> Bool {
        guard CursesScreen.isLikeXterm, isWritable, text.utf8.count <= CursesScreen.longestCopy else { return false }
        return files.write("\u{1b}]52;c;\(text.utf8.base64)\u{7}")
    }

    /// Octets; terminals cut off or ignore what is much longer.
    private static let longestCopy = 4096

    /// Whether it knows the sequences of xterm, by the one of them that has an entry: the mouse.
    fileprivate static var isLikeXterm: Bool { capability("kmous") != nil }

    /// Whether the terminal takes more output. One stopped by Ctrl-S or behind a dead connection does not, and
    /// `present` would wait for it.
    public var isWritable: Bool {
        var descriptors = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
        return poll(&descriptors, 1, 0) == 1 && descriptors[0].revents & Int16(POLLOUT) != 0
    }

    /// Writes what differs from what is shown; nothing if nothing does. May wait for a slow terminal.
    ///
    /// - Returns: whether something was written.
    @discardableResult
    public mutating func present(_ surface: Surface) -> Bool {
        // Another thread crashed: its last words are on the terminal, which is no longer ours.
        guard CrashRestore.isArmed else { return false }
        var isChanged = false
        for row in 0..<min(surface.size.rows, size.rows)
        where shown?.size != surface.size || shown?.row(row) != surface.row(row) {
            write(surface.row(row), row: row)
            isChanged = true
        }
        guard isChanged else { return false }
        wrefresh(nc_stdscr())
        switchMouse(wantsMouse)
        shown = surface
        return true
    }

    private func write(_ cells: ArraySlice<Cell>, row: Int) {
        var line: [cchar_t] = []
        line.reserveCapacity(cells.count)
        for cell in cells where cell.width > 0 {
            if !isUTF8 || theme.isASCII {
                let glyph = PlainGlyphs.ascii(cell.scalar)
                for _ in 0..<cell.width { line.append(palette.cell(cell.style, glyph)) }
            } else if wcwidth(wchar_t(bitPattern: cell.scalar.value)) == Int32(cell.width) {
                line.append(palette.cell(cell.style, cell.scalar))
            } else {
                // The C library counts this character otherwise than we do: the grid matters more than it.
                for _ in 0..<cell.width { line.append(palette.cell(cell.style, "?")) }
            }
        }
        mvwadd_wchnstr(nc_stdscr(), Int32(row), 0, line, Int32(line.count))
    }

    /// Attributes off, cursor shown, keypad and alternate screen left, as this terminal says it, and the mouse.
    private static func resetSequence() -> [UInt8] {
        let mouseOff = isLikeXterm ? Array(MouseReader.off.utf8) : []
        let titleBack = isLikeXterm ? Array(CursesScreen.titleBack.utf8) : []
        return mouseOff + titleBack
            + ["sgr0", "cnorm", "rmkx", "rmcup"].flatMap { capability($0).map(withoutDelays) ?? [] }
    }

    /// A string of the terminfo entry in use; nil if it has none.
    fileprivate static func capability(_ name: String) -> [UInt8]? {
        guard let text = tigetstr(name), Int(bitPattern: text) != -1 else { return nil }
        return Array(String(cString: text).utf8)
    }

    /// Drops `$<5>`.
    private static func withoutDelays(_ octets: [UInt8]) -> [UInt8] {
        var isDelay = false
        return zip(octets, octets.dropFirst() + [0]).compactMap { octet, next in
            if octet == UInt8(ascii: "$"), next == UInt8(ascii: "<") { isDelay = true }
            defer { if octet == UInt8(ascii: ">") { isDelay = false } }
            return isDelay ? nil : octet
        }
    }
}

// MARK: Title and flow: what ncurses has no word for

extension CursesScreen {
    /// Xterm's control sequences: put the title aside, take it back.
    private static let titleAside = "\u{1b}[22;2t"
    fileprivate static let titleBack = "\u{1b}[23;2t"

    /// Names the window, if the terminal can; its own name is put aside and comes back at the end.
    public mutating func setTitle(_ text: String) {
        guard text != title, CrashRestore.isArmed, CursesScreen.isLikeXterm else { return }
        let plain = text.unicodeScalars.map { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7f ? String($0) : "?" }
        let aside = title == nil ? CursesScreen.titleAside : ""
        _ = files.write("\(aside)\u{1b}]2;\(plain.joined())\u{7}")
        title = text
    }

    /// The window has the name that it had before.
    public mutating func giveTitleBack() {
        takeTitleBack()
        title = nil
    }

    fileprivate func takeTitleBack() {
        if title != nil { _ = files.write(CursesScreen.titleBack) }
    }

    /// Asks the terminal to answer when it has come so far; `openQuestions` goes down when it does.
    ///
    /// - Returns: false if it is not known to answer.
    public mutating func askWhenShown() -> Bool {
        guard CrashRestore.isArmed, CursesScreen.capability("u7") != nil, files.write("\u{1b}[5n") else { return false }
        openQuestions += 1
        return true
    }

    /// Answers must not come to the shell; a line that is too slow for that is not waited for.
    fileprivate func forgetAnswers() {
        var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        poll(&descriptors, 1, 500)
        tcflush(descriptor, TCIFLUSH)
    }
}

/// One open terminal, once for us and once in each direction for ncurses.
private struct Files {
    let descriptor: Int32
    let input: UnsafeMutablePointer<FILE>
    let output: UnsafeMutablePointer<FILE>

    init(opening device: String) throws(TerminalError) {
        descriptor = Glibc.open(device, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notThere(device: device, reason: String(cString: strerror(errno))) }
        guard isatty(descriptor) == 1 else {
            Glibc.close(descriptor)
            throw .notThere(device: device, reason: "not a terminal")
        }
        guard let input = Files.stream(descriptor, "r") else {
            Glibc.close(descriptor)
            throw .failed(operation: "fdopen", reason: String(cString: strerror(errno)))
        }
        guard let output = Files.stream(descriptor, "w") else {
            fclose(input)
            Glibc.close(descriptor)
            throw .failed(operation: "fdopen", reason: String(cString: strerror(errno)))
        }
        self.input = input
        self.output = output
    }

    private static func stream(_ descriptor: Int32, _ mode: String) -> UnsafeMutablePointer<FILE>? {
        fdopen(fcntl(descriptor, F_DUPFD_CLOEXEC, 0), mode)
    }

    /// Past ncurses, which has written out all of its own after each picture. False if not all of it went out.
    func write(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        return Glibc.write(descriptor, octets, octets.count) == octets.count
    }

    func close() {
        fclose(input)
        fclose(output)
        Glibc.close(descriptor)
    }
}
