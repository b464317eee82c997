import Bindings
import DHCPv6Wire
import LeasequerySession

/// What can be typed behind `:`. Commands are those of the `KeyMap`, by name, whether or not they have a key; some take
/// something more.
enum CommandLine {
    /// Commands that can be told what to do; without that they ask.
    enum Argument: String, CaseIterable {
        case sort, filter, search, jump, export, server

        /// What follows the name.
        var form: String {
            switch self {
            case .sort: "COLUMN [asc|desc]"
            case .filter, .search: "FILTER"
            case .jump: "ADDRESS"
            case .export: "FILE"
            case .server: "NAME"
            }
        }

        var meaning: String {
            switch self {
            case .sort: "sort by this column"
            case .filter: "show only what passes"
            case .search: "select the next row that passes"
            case .jump: "the first binding there or after"
            case .export: "write what the filter shows"
            case .server: "select this server"
            }
        }
    }

    /// Why a line is no command, and which part of it.
    struct Fault: Error, Hashable {
        var part: Substring
        var reason: String
    }

    static let commands = KeyMap.standard.flatMap(\.assignments).map { (name: $0.command.name, command: $0.command) }

    static let names = Set(commands.map(\.name) + Argument.allCases.map(\.rawValue)).sorted()

    static func fault(_ word: Substring, kind: String, among known: [String]) -> Fault {
        let near = NearestWord.to(String(word), among: known).map { "; did you mean \($0)?" } ?? ""
        return Fault(part: word, reason: "there is no \(kind) \(word)\(near)")
    }
}

extension Dashboard {
    /// Does what a line says.
    mutating func run(_ line: String, at now: Moment) throws(CommandLine.Fault) -> [Effect] {
        let words = line.split(separator: " ", maxSplits: 1)
        guard let name = words.first else { return [] }
        guard words.count == 2 else { return try run(name: name, at: now) }
        guard let argument = CommandLine.Argument(rawValue: String(name)) else {
            guard CommandLine.names.contains(String(name)) else { throw unknown(name) }
            throw CommandLine.Fault(part: words[1], reason: "\(name) takes nothing more")
        }
        let text = words[1].drop { $0 == " " }
        switch argument {
        case .sort: try runSort(text, at: now)
        case .filter where state.screen == .log: setLogFilter(LogFilter(String(text)))
        case .filter: try runFilter(text, by: .editFilter) { $0.setFilter($1) }
        case .search:
            try runFilter(text, by: .editSearch) { $0.state.search = $1 }
            search(isBackward: false, at: now)
        case .jump:
            guard let address = IPv6Address(jumpTarget: String(text)) else {
                throw CommandLine.Fault(part: text, reason: Prompt.addressWanted)
            }
            jump(to: address)
        case .export: return [.export(ExportRequest(path: String(text), filter: state.filter, order: state.order))]
        case .server: try runServer(text)
        }
        return []
    }

    /// A command, or an address to go to.
    private mutating func run(name: Substring, at now: Moment) throws(CommandLine.Fault) -> [Effect] {
        if let address = IPv6Address(jumpTarget: String(name)) {
            jump(to: address)
            return []
        }
        guard let command = CommandLine.commands.first(where: { $0.name == name })?.command else {
            if let argument = CommandLine.Argument(rawValue: String(name)) {
                throw CommandLine.Fault(part: name, reason: "write \(name) \(argument.form)")
            }
            throw unknown(name)
        }
        guard keys.works(command, on: state.screen) else {
            let place = keys.place(of: command) ?? "other screens"
            throw CommandLine.Fault(part: name, reason: "\(name) works on \(place) only")
        }
        return perform(command, at: now)
    }

    private func unknown(_ name: Substring) -> CommandLine.Fault {
        CommandLine.fault(name, kind: "command", among: CommandLine.names)
    }

    private mutating func runSort(_ text: Substring, at now: Moment) throws(CommandLine.Fault) {
        let sorting = try sorting(text, at: now)
        sort(by: sorting.key, descending: sorting.isDescending)
    }

    /// What the list that is up is to be sorted by: a column, and maybe which way.
    func sorting(_ text: Substring, at now: Moment) throws(CommandLine.Fault) -> ListSorting {
        let words = text.split(separator: " ")
        let choices = sortChoices(at: now)
        let column = words.first ?? text
        guard !choices.isEmpty else {
            let reason =
                isPageOpen
                ? "a page is not sorted; \(keys.name(of: .back)) leaves it"
                : "\(state.screen.title) have an order of their own"
            throw CommandLine.Fault(part: text, reason: reason)
        }
        guard let key = choices.first(where: { $0.name == column })?.sorting?.key else {
            throw CommandLine.fault(column, kind: "column", among: choices.map(\.name))
        }
        switch words.dropFirst().first {
        case "asc" where !key.canAscend:
            throw CommandLine.Fault(part: words[1], reason: "only the clients that lead are known; write desc")
        case nil: return ListSorting(key: key, isDescending: key.startsDescending)
        case "asc": return ListSorting(key: key, isDescending: false)
        case "desc": return ListSorting(key: key, isDescending: true)
        case let other?: throw CommandLine.Fault(part: other, reason: "write asc or desc")
        }
    }

    private mutating func runFilter(
        _ text: Substring, by command: Command, _ body: (inout Dashboard, Filter) -> Void
    ) throws(CommandLine.Fault) {
        let filter: Filter
        do throws(FilterError) {
            filter = try parseFilter(String(text))
        } catch {
            let start = text.index(text.startIndex, offsetBy: error.column)
            throw CommandLine.Fault(part: text[start...].prefix(error.length), reason: error.reason)
        }
        if !keys.works(command, on: state.screen) { state.screen = .bindings }
        body(&self, filter)
    }

    private mutating func runServer(_ name: Substring) throws(CommandLine.Fault) {
        guard let server = servers.first(where: { $0.name == name }) else {
            throw CommandLine.fault(name, kind: "server", among: servers.map(\.name))
        }
        state.screen = .servers
        chosenServer = server.server
        listServers()
        scrollToCursor()
    }

    // MARK: Completion

    /// What the last word of a line may become; empty: nobody knows.
    func completions(of line: String, at now: Moment) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let known: [String] =
            switch (words.count, words.first.flatMap { CommandLine.Argument(rawValue: String($0)) }) {
            case (1, _): CommandLine.names
            case (2, .sort): sortChoices(at: now).map(\.name)
            case (3, .sort): ["asc", "desc"]
            case (2, .server): servers.map(\.name)
            default: []
            }
        return known.filter { $0.hasPrefix(words.last ?? "") }
    }
}

extension IPv6Address {
    /// An address, or that of a prefix.
    init?(jumpTarget text: String) {
        guard let address = IPv6Address(text) ?? IPv6Prefix(text)?.address else { return nil }
        self = address
    }
}
