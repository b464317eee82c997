import CNCurses

/// What ncurses read, as keys. Belongs to the thread of the screen.
struct KeyReader {
    /// Not nil: in the middle of what the terminal tells of the mouse.
    private var mouse: MouseReader?

    /// What ncurses is to say for the introducer of the mouse; none of its own codes is as high.
    private static let mouseCode: Int32 = 0o7000

    /// What the terminal says to the question whether it is well: that it has come to it.
    private static let answer = (text: "\u{1b}[0n", code: Int32(0o7001))
    private var answers = 0

    /// To be called once the terminal is up.
    init() {
        define_key(MouseReader.introducer, KeyReader.mouseCode)
        define_key(KeyReader.answer.text, KeyReader.answer.code)
    }

    /// How many answers of the terminal were read since the last time.
    mutating func takeAnswers() -> Int {
        defer { answers = 0 }
        return answers
    }

    /// The next key that is waiting; nil if there is none.
    mutating func next(_ window: UnsafeMutablePointer<WINDOW>?) -> Key? {
        while true {
            var code = wint_t()
            switch wget_wch(window, &code) {
            case KEY_CODE_YES:
                switch Int32(bitPattern: code) {
                // ncurses says so itself after resizeterm; the size is known already.
                case KEY_RESIZE: break
                case KeyReader.answer.code: answers += 1
                case KeyReader.mouseCode: mouse = MouseReader()
                case let code:
                    mouse = nil
                    return KeyReader.named(code)
                }
            case OK:
                guard mouse != nil else { return KeyReader.typed(code) }
                if let event = takeMouse(code) { return .mouse(event) }
            default:
                return nil
            }
        }
    }

    private mutating func takeMouse(_ code: wint_t) -> MouseEvent? {
        guard case .ended(let event)? = Unicode.Scalar(code).flatMap({ mouse?.take($0) }) else { return nil }
        mouse = nil
        return event
    }

    private static func named(_ code: Int32) -> Key {
        switch code {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_SR: .shiftUp
        case KEY_SF: .shiftDown
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_ENTER: .enter
        case KEY_BTAB: .backTab
        case KEY_BACKSPACE: .backspace
        case KEY_DC: .delete
        case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
        default: .unknown
        }
    }

    private static func typed(_ code: wint_t) -> Key {
        switch code {
        case 9: .tab
        case 10, 13: .enter
        case 27: .escape
        case 8, 127: .backspace
        case 1..<27: .control(Unicode.Scalar(UInt8(code) + 96))
        default: Unicode.Scalar(code).flatMap { TextWidth.columns(of: $0) == nil ? nil : .character($0) } ?? .unknown
        }
    }
}
