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
        let rows = HelpPanel.rows(of: state.size)
        switch key {
        case .tab, .right: help.turn(1)
        case .backTab, .left: help.turn(-1)
        case .down, .character("j"): help.top += 1
        case .up, .character("k"): help.top -= 1
        case .pageDown, .character(" "): help.top += rows
        case .pageUp: help.top -= rows
        default:
            state.mode = help.prompt.map { .prompt($0) } ?? .browsing
            return
        }
        help.top = max(min(help.top, HelpPanel.lines(help.page, self).count - rows), 0)
        state.mode = .help(help)
    }
}
