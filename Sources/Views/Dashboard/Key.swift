/// What was pressed.
public enum Key: Hashable, Sendable {
    case character(Unicode.Scalar)
    /// Ctrl and this lower-case letter.
    case control(Unicode.Scalar)
    case up, down, left, right, shiftUp, shiftDown, pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace, delete
    /// F1 and on.
    case function(Int)
    case mouse(MouseEvent)
    /// A sequence that means nothing here.
    case unknown
}

extension Key {
    /// As the help and the footer name it.
    var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let scalar): String(scalar)
        case .control(let letter): "Ctrl-\(String(letter).uppercased())"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .shiftUp: "Shift-↑"
        case .shiftDown: "Shift-↓"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .function(let number): "F\(number)"
        case .mouse: "Mouse"
        case .unknown: "?"
        }
    }
}
