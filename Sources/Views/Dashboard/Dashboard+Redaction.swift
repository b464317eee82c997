import Bindings
import DHCPv6Wire

// What others may see: the same dashboard with what tells who somebody is replaced. Pictures and copies are made from
// it; keys and questions work on the real one, so that a row stays itself however much it looks like its neighbours.
extension Dashboard {
    /// The dashboard to be shown; this one unless the user wants redaction.
    var shown: Dashboard { preferences.redactor.map(redacted) ?? self }

    private func redacted(by redactor: Redactor) -> Dashboard {
        var copy = self
        copy.bindings?.rows = bindings?.rows.map(redactor.redacted) ?? []
        copy.changes?.rows = changes?.rows.map(redactor.redacted) ?? []
        copy.log?.rows = log?.rows.map(redactor.redacted) ?? []
        copy.binding = binding.map(redactor.redacted)
        copy.history = history.map { $0.redacted(by: redactor) }
        copy.alarms = alarms.map(redactor.redacted)
        copy.clients = clients.map(redactor.redacted)
        copy.prefixes = prefixes.map { $0.redacted(by: redactor) }
        // A count of one prefix is not one of all that begin so.
        copy.recentChanges = recentChanges.filter { $0.key.length <= redactor.prefixLength }
        for subject in surveys.keys { copy.surveys[subject]?.request.filter.hide() }
        copy.preferences.filters = SavedFilters()
        copy.state.redact(by: redactor)
        return copy
    }
}

extension DashboardState {
    fileprivate mutating func redact(by redactor: Redactor) {
        logFilter?.hideText()
        filter.hide()
        search.hide()
        if let subject = bindingPage?.subject { bindingPage?.subject?.prefix = redactor.redacted(subject.prefix) }
        prefixPath = prefixPath.map { PrefixRow.ID(prefix: redactor.redacted($0.prefix), pool: $0.pool) }
        if let hidden = notice?.redactedText { notice?.text = hidden }
        switch mode {
        case .prompt(let prompt): mode = .prompt(prompt.redacted)
        case .help(var help):
            help.prompt = help.prompt?.redacted
            mode = .help(help)
        case .browsing, .menu: break
        }
    }
}

extension Filter? {
    /// It may name clients, so that only that there is one is shown; it stays in force.
    fileprivate mutating func hide() {
        self = map { Filter(text: "(hidden)", condition: $0.condition) }
    }
}

extension PrefixRow {
    fileprivate func redacted(by redactor: Redactor) -> PrefixRow {
        var row = self
        row.branch.prefix = redactor.redacted(branch.prefix)
        return row
    }
}

extension Prompt {
    /// Letters and digits of what may name a client as stars: all but the name of a command, and of a file.
    fileprivate var redacted: Prompt {
        var prompt = self
        let start =
            switch purpose {
            case .exportPath: text.count
            case .command: text.firstIndex(of: " ") ?? (text.first.map(isCommandLetter) ?? true ? text.count : 0)
            case .filter, .logFilter, .search, .jump: 0
            }
        for index in start..<text.count where text[index].properties.isAlphabetic || isDigit(text[index]) {
            prompt.text[index] = "*"
        }
        if prompt.problem != nil { prompt.problem?.reason = "not understood from here on; why is hidden" }
        if start < text.count { prompt.candidates = [] }
        return prompt
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// An address goes without the name of a command.
    private func isCommandLetter(_ scalar: Unicode.Scalar) -> Bool { ("g"..."z").contains(scalar) }
}
