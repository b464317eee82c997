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

extension Key: ExpressibleByUnicodeScalarLiteral {
    public init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(scalar) }
}

extension Key {
    /// As help, footer and configurations name it: in ASCII, as arrows have no letter of their own there.
    var name: String {
        switch self {
        case .character(let scalar) where scalar != " ": String(scalar)
        case .control(let letter): "Ctrl-\(String(letter).uppercased())"
        case .function(let number): "F\(number)"
        case .mouse: "Mouse"
        default: Key.named.first { $0.key == self }?.name ?? "?"
        }
    }

    /// Reads `q`, `Ctrl-F`, `F5`, `PgDn`: the case of a letter alone matters, of all others it does not.
    ///
    /// nil: that is no key.
    init?(name: String) {
        let scalars = Array(name.unicodeScalars)
        if scalars.count == 1, scalars[0] != " ", TextWidth.columns(of: scalars[0]) != nil {
            self = .character(scalars[0])
            return
        }
        let word = name.lowercased()
        if let key = Key.named.first(where: { $0.name.lowercased() == word })?.key {
            self = key
        } else if word.hasPrefix("ctrl-"), scalars.count == 6, let letter = word.unicodeScalars.last,
            ("a"..."z").contains(letter)
        {
            self = .control(letter)
        } else if word.hasPrefix("f"), let number = Int(word.dropFirst()), (1...12).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }

    private static let named: [(name: String, key: Key)] = [
        ("Space", " "), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Shift-Up", .shiftUp),
        ("Shift-Down", .shiftDown), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Home", .home), ("End", .end),
        ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("Shift-Tab", .backTab), ("Backspace", .backspace),
        ("Del", .delete),
    ]

    /// The keys that are no characters, for people.
    static var names: String { named.map(\.name).joined(separator: ", ") + ", F1 to F12, Ctrl-A to Ctrl-Z" }

    /// The terminal makes a signal of it, whatever the keys are: quit, suspend.
    var isSignal: Bool { self == .control("c") || self == .control("z") }

    /// What a terminal uses it for, so that it never comes as itself; nil: it does.
    var otherUse: String? {
        switch self {
        case .control("c"): "always quits"
        case .control("z"): "always suspends"
        case .control("s"), .control("q"): "stops or starts the output of a terminal"
        case .control("h"): "comes as Backspace"
        case .control("i"): "comes as Tab"
        case .control("j"), .control("m"): "comes as Enter"
        default: nil
        }
    }
}
