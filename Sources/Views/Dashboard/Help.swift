/// What can be read up, and where in it the reader is.
public struct Help: Hashable, Sendable {
    public enum Page: Int, CaseIterable, Hashable, Sendable {
        case keys, commands, filter, marks

        var title: String {
            switch self {
            case .keys: "keys"
            case .commands: "commands"
            case .filter: "filter"
            case .marks: "marks"
            }
        }
    }

    var page: Page
    /// Index of the first line shown.
    var top = 0
    /// What is typed meanwhile, and goes on afterwards.
    var prompt: Prompt?

    mutating func turn(_ step: Int) {
        let count = Page.allCases.count
        page = Page.allCases[(page.rawValue + step + count) % count]
        top = 0
    }
}

extension Dashboard {
    /// Turns pages and scrolls; any other key closes the help.
    mutating func press(_ key: Key, in help: Help) {
        var help = help
        switch key {
        case .tab, .right: help.turn(1)
        case .backTab, .left: help.turn(-1)
        case " ": return scroll(help, .pageDown)
        default:
            if let movement = keys.movement(for: key, on: state.screen) { return scroll(help, movement) }
            state.mode = help.prompt.map { .prompt($0) } ?? .browsing
            return
        }
        state.mode = .help(help)
    }

    mutating func scroll(_ help: Help, _ movement: Movement) {
        var help = help
        let rows = HelpPanel.rows(of: state.size)
        let last = HelpPanel.lines(help.page, self).count - rows
        help.top = movement.target(from: help.top, page: rows, last: max(last, 0))
        state.mode = .help(help)
    }
}
