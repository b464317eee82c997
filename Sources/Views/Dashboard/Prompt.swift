import Bindings

/// One line being typed at the foot of the screen.
public struct Prompt: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        /// Each sound state of the line is in force at once; giving up brings back this one.
        case filter(before: Filter?)
        case exportPath
    }

    public let purpose: Purpose
    var text: [Unicode.Scalar]
    /// Index into `text` that the next scalar goes to.
    var caret: Int
    /// Why the line as it stands cannot be used.
    var problem: Problem?

    /// What is wrong where, in scalars of the line.
    struct Problem: Hashable, Sendable {
        var range: Range<Int>
        var reason: String
    }

    /// More than any sound line needs.
    static let longest = 1000

    init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        self.text = Array(text.unicodeScalars)
        caret = self.text.count
    }

    var line: String { String(String.UnicodeScalarView(text)) }

    var label: String {
        switch purpose {
        case .filter: "/"
        case .exportPath: "export to file: "
        }
    }

    /// What can be typed.
    var hint: String {
        switch purpose {
        case .filter: "F1 or Ctrl-O: all forms  2001:db8::/32 00:03:00:01 kind:pd host:x age<5m @name"
        case .exportPath: "Enter writes the file, Esc does not"
        }
    }

    /// Changes the line as `key` says; false: the key does not edit.
    mutating func edit(_ key: Key) -> Bool {
        switch key {
        case .character(let scalar):
            if text.count < Prompt.longest {
                text.insert(scalar, at: caret)
                caret += 1
            }
        case .backspace where caret > 0:
            caret -= 1
            text.remove(at: caret)
        case .delete where caret < text.count: text.remove(at: caret)
        case .left: caret = max(caret - 1, 0)
        case .right: caret = min(caret + 1, text.count)
        case .home, .control("a"): caret = 0
        case .end, .control("e"): caret = text.count
        case .control("u"):
            text.removeFirst(caret)
            caret = 0
        case .up, .down, .shiftUp, .shiftDown, .pageUp, .pageDown, .enter, .escape, .tab, .backTab, .backspace,
            .delete, .control, .function, .unknown:
            return false
        }
        return true
    }
}
