import DHCPv6Wire

extension KeyMap {
    /// Why keys chosen for a command cannot be had.
    public enum Problem: Error, Hashable, CustomStringConvertible {
        case unknownCommand(nearest: String?)
        case unknownKey(String)
        /// The terminal has another use for it.
        case reserved(Key, why: String)
        /// Something must be left to press.
        case needed
        case taken(Key, by: String, on: String)

        public var description: String {
            switch self {
            case .unknownCommand(let nearest?): "there is no such command; did you mean '\(nearest)'?"
            case .unknownCommand: "there is no such command; the help lists them (? and Tab)"
            case .unknownKey(let text): "'\(text)' is no key; write one character, or one of \(Key.names)"
            case .reserved(let key, let why): "\(key.name) \(why); choose another"
            case .needed: "must have a key"
            case .taken(let key, let command, let place):
                "\(key.name) is the key of '\(command)' on \(place); give one of the two another"
            }
        }
    }

    /// The keys that the user chose, each in place of all that the command had.
    ///
    /// - Parameters:
    ///   - chosen: by the name of the command, the names of its keys (`Key.init(name:)`).
    ///   - problems: filled with the first thing wrong with each command; it keeps its keys.
    public init(_ chosen: [String: [String]], problems: inout [String: Problem]) {
        for (name, texts) in chosen {
            do throws(Problem) {
                let command = try KeyMap.command(named: name)
                let keys = try KeyMap.keys(texts, for: command)
                assign(keys + self.keys(for: command).filter { $0.isSignal && !keys.contains($0) }, to: command)
            } catch {
                problems[name] = error
            }
        }
        for name in chosen.keys where problems[name] == nil {
            problems[name] = (try? KeyMap.command(named: name)).flatMap(conflict)
        }
    }

    /// Commands whose keys are not the standard ones, by name, with all their keys.
    public var chosen: [(name: String, keys: [String])] {
        let standard = KeyMap()
        return entries.flatMap(\.assignments).filter { standard.keys(for: $0.command) != $0.keys }.map {
            ($0.command.name, $0.keys.filter { !$0.isSignal }.map(\.name))
        }.sorted { $0.name < $1.name }
    }

    private static func command(named name: String) throws(Problem) -> Command {
        let commands = CommandLine.commands
        guard let command = commands.first(where: { $0.name == name })?.command else {
            throw .unknownCommand(nearest: NearestWord.to(name, among: commands.map(\.name)))
        }
        return command
    }

    private static func keys(_ texts: [String], for command: Command) throws(Problem) -> [Key] {
        var keys: [Key] = []
        for text in texts {
            guard let key = Key(name: text) else { throw .unknownKey(text) }
            if let why = key.otherUse { throw .reserved(key, why: why) }
            if !keys.contains(key) { keys.append(key) }
        }
        guard !keys.isEmpty || ![.help, .quit].contains(command) else { throw .needed }
        return keys
    }

    /// A key of this command that says something else on a screen where both work.
    private func conflict(_ command: Command) -> Problem? {
        guard let entry = entry(of: command) else { return nil }
        for key in keys(for: command) {
            for other in entries {
                guard
                    let rival = other.assignments.first(where: { $0.command != command && $0.keys.contains(key) }),
                    case let shared = Screen.allCases.filter({ entry.works(on: $0) && other.works(on: $0) }),
                    !shared.isEmpty
                else { continue }
                let isEverywhere = shared.count == Screen.allCases.count
                let place = isEverywhere ? "all screens" : shared.map(\.title).joined(separator: ", ")
                return .taken(key, by: rival.command.name, on: place)
            }
        }
        return nil
    }
}
