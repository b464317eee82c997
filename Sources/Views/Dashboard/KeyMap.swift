/// Which key says what on which screen: key presses, footer, help and every hint go by it.
public struct KeyMap: Hashable, Sendable {
    /// A command and the keys that say it, the first of which is the one to tell people.
    struct Assignment: Hashable, Sendable {
        let command: Command
        var keys: [Key]
    }

    /// Commands that belong together.
    struct Entry: Hashable, Sendable {
        var assignments: [Assignment]
        /// Where they work; empty: everywhere.
        let screens: Set<Screen>
        /// For the help, one line.
        let help: String
        /// For the footer, one or two words about the first command; nil: not there.
        let footer: String?

        init(
            _ commands: KeyValuePairs<Command, [Key]>, on screens: Set<Screen> = [], help: String,
            footer: String? = nil
        ) {
            assignments = commands.map { Assignment(command: $0.key, keys: $0.value) }
            self.screens = screens
            self.help = help
            self.footer = footer
        }

        func works(on screen: Screen) -> Bool { screens.isEmpty || screens.contains(screen) }

        /// The screens where it works, for people.
        var place: String { Screen.allCases.filter(works).map(\.title).joined(separator: ", ") }

        var keys: [Key] { assignments.flatMap(\.keys) }
    }

    /// Each command stands in one of them, once.
    private(set) var entries = KeyMap.standard

    /// As it is when nobody chose another.
    public init() {}

    func command(for key: Key, on screen: Screen) -> Command? {
        entries.lazy.filter { $0.works(on: screen) }.flatMap(\.assignments).first { $0.keys.contains(key) }?.command
    }

    /// What a key moves in the help and in menus: there arrows and page keys do, whatever they are chosen for elsewhere.
    func movement(for key: Key, on screen: Screen) -> Movement? {
        switch key {
        case .up: .up
        case .down: .down
        case .pageUp: .pageUp
        case .pageDown: .pageDown
        case .home: .first
        case .end: .last
        default: if case .move(let movement)? = command(for: key, on: screen) { movement } else { nil }
        }
    }

    /// The keys of a command; none: it can be had by its name only.
    func keys(for command: Command) -> [Key] {
        entries.lazy.flatMap(\.assignments).first { $0.command == command }?.keys ?? []
    }

    /// What to type for a command, for people.
    func name(of command: Command) -> String { keys(for: command).first?.name ?? ":\(command.name)" }

    /// Whether a command works on this screen.
    func works(_ command: Command, on screen: Screen) -> Bool { entry(of: command)?.works(on: screen) ?? false }

    /// The screens on which a command works, for people.
    func place(of command: Command) -> String? { entry(of: command)?.place }

    /// The screens on which a key works, if it works on some.
    func place(of key: Key) -> String? { entries.first { $0.keys.contains(key) }?.place }

    func entry(of command: Command) -> Entry? {
        entries.first { $0.assignments.contains { $0.command == command } }
    }

    /// Gives a command other keys.
    mutating func assign(_ keys: [Key], to command: Command) {
        for entry in entries.indices {
            for place in entries[entry].assignments.indices
            where entries[entry].assignments[place].command == command {
                entries[entry].assignments[place].keys = keys
            }
        }
    }
}
