import Bindings
import DHCPv6Wire
import LeasequerySession

extension Dashboard {
    mutating func type(_ key: Key, into prompt: Prompt, at now: Moment) -> [Effect] {
        var prompt = prompt
        switch key {
        case .escape:
            if case .filter(let before) = prompt.purpose { setFilter(before) }
            if case .logFilter(let before) = prompt.purpose { setLogFilter(before) }
            state.mode = .browsing
            return []
        case .enter:
            return finish(prompt, at: now)
        case .tab where prompt.purpose == .command:
            complete(prompt, at: now)
            return []
        case .function(1), .control("o"):
            guard prompt.takesFilter else { return [] }
            state.mode = .help(Help(page: .filter, prompt: prompt))
            return []
        case .character, .control, .up, .down, .left, .right, .shiftUp, .shiftDown, .pageUp, .pageDown, .home, .end,
            .tab, .backTab, .backspace, .delete, .function, .mouse, .unknown:
            guard prompt.edit(key) else { return [] }
            prompt.problem = nil
            prompt.candidates = []
            if case .filter = prompt.purpose { tryFilter(&prompt) }
            if case .logFilter = prompt.purpose { setLogFilter(LogFilter(prompt.line)) }
            state.mode = .prompt(prompt)
            return []
        }
    }

    /// Puts the line in force; a wrong one leaves the last good one there.
    private mutating func tryFilter(_ prompt: inout Prompt) {
        do throws(FilterError) {
            setFilter(try parseFilter(prompt.line))
        } catch {
            prompt.blame(error)
        }
    }

    func parseFilter(_ text: String) throws(FilterError) -> Filter {
        try Filter(parsing: text, saved: preferences.filters.filters)
    }

    private mutating func finish(_ prompt: Prompt, at now: Moment) -> [Effect] {
        guard prompt.problem == nil else { return [] }
        state.mode = .browsing
        guard !prompt.line.isEmpty else {
            if prompt.purpose == .search { state.search = nil }
            return []
        }
        var prompt = prompt
        switch prompt.purpose {
        case .filter, .logFilter: return []
        case .exportPath:
            return [.export(ExportRequest(path: prompt.line, filter: state.filter, order: state.order))]
        case .command:
            do throws(CommandLine.Fault) {
                return try run(prompt.line, at: now)
            } catch {
                prompt.blame(error.part, error.reason)
            }
        case .search:
            do throws(FilterError) {
                state.search = try parseFilter(prompt.line)
                search(isBackward: false, at: now)
                return []
            } catch {
                prompt.blame(error)
            }
        case .jump:
            if let address = IPv6Address(jumpTarget: prompt.line) {
                jump(to: address)
                return []
            }
            prompt.blame(prompt.line[...], Prompt.addressWanted)
        }
        state.mode = .prompt(prompt)
        return []
    }

    private mutating func complete(_ prompt: Prompt, at now: Moment) {
        var prompt = prompt
        let start = (prompt.text.lastIndex(of: " ") ?? -1) + 1
        prompt.complete(with: completions(of: prompt.line, at: now), from: start)
        state.mode = .prompt(prompt)
    }
}

extension Prompt {
    fileprivate mutating func blame(_ error: FilterError) {
        problem = Problem(range: error.column..<error.column + error.length, reason: error.reason)
    }
}
