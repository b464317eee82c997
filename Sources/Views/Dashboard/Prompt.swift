import Bindings

/// One line being typed at the foot of the screen.
public struct Prompt: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        /// Each sound state of the line is in force at once; giving up brings back this one.
        case filter(before: Filter?)
        /// The same of the log.
        case logFilter(before: LogFilter?)
        case exportPath
        case command
        case search
        case jump
    }

    public let purpose: Purpose
    var text: [Unicode.Scalar]
    /// Index into `text` that the next scalar goes to.
    var caret: Int
    /// Why the line as it stands cannot be used.
    var problem: Problem?
    /// What the word may become that was to be completed, if that is more than one thing.
    var candidates: [String] = []

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
        case .filter, .logFilter: "/"
        case .exportPath: "export to file: "
        case .command: ":"
        case .search: "search: "
        case .jump: "go to address: "
        }
    }

    /// So that the help on filters is of use.
    var takesFilter: Bool {
        switch purpose {
        case .filter, .search, .command: true
        case .logFilter, .exportPath, .jump: false
        }
    }

    /// What can be typed.
    func hint(_ keys: KeyMap) -> String {
        switch purpose {
        case .filter: "F1 or Ctrl-O: all forms  2001:db8::/32 00:03:00:01 kind:pd host:x age<5m @name"
        case .logFilter: "words of a line; server:NAME; Enter Esc"
        case .exportPath: "Enter writes the file, as .json, .ndjson or .csv; Esc does not"
        case .command: "sort expires desc, filter kind:pd, 2001:db8::1, quit; Tab completes; Enter Esc"
        case .search:
            "as a filter, but hides nothing; \(keys.name(of: .searchNext)) next, "
                + "\(keys.name(of: .searchPrevious)) previous; Enter Esc"
        case .jump: "2001:db8::1 or 2001:db8:1::/48: the first row there or after; Enter Esc"
        }
    }

    static let addressWanted = "write an IPv6 address or prefix, as 2001:db8::1 or 2001:db8:1::/48"

    /// Points at a part of the line.
    mutating func blame(_ part: Substring, _ reason: String) {
        let start = part.base.unicodeScalars.distance(from: part.base.startIndex, to: part.startIndex)
        problem = Problem(range: start..<start + max(part.unicodeScalars.count, 1), reason: reason)
    }

    /// Takes one of these, or what they have in common, for the last word.
    mutating func complete(with words: [String], from start: Int) {
        candidates = words.count > 1 ? words : []
        guard let first = words.first else { return }
        let common = words.dropFirst().reduce(first) { left, right in
            String(zip(left, right).prefix { $0 == $1 }.map(\.0))
        }
        text.replaceSubrange(start..., with: Array((words.count == 1 ? common + " " : common).unicodeScalars))
        caret = text.count
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
            .delete, .control, .function, .mouse, .unknown:
            return false
        }
        return true
    }
}
