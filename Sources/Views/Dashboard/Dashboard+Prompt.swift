import Bindings
import LeasequerySession

extension Dashboard {
    mutating func type(_ key: Key, into prompt: Prompt, at now: Moment) -> [Effect] {
        var prompt = prompt
        switch key {
        case .escape:
            if case .filter(let before) = prompt.purpose { setFilter(before) }
            state.mode = .browsing
            return []
        case .enter:
            return finish(prompt)
        case .function(1), .control("o"):
            guard case .filter = prompt.purpose else { return [] }
            state.mode = .help(Help(page: .filter, prompt: prompt))
            return []
        case .character, .control, .up, .down, .left, .right, .shiftUp, .shiftDown, .pageUp, .pageDown, .home, .end,
            .tab, .backTab, .backspace, .delete, .function, .unknown:
            guard prompt.edit(key) else { return [] }
            if case .filter = prompt.purpose { tryFilter(&prompt) }
            state.mode = .prompt(prompt)
            return []
        }
    }

    /// Puts the line in force; a wrong one leaves the last good one there.
    private mutating func tryFilter(_ prompt: inout Prompt) {
        do throws(FilterError) {
            let filter = try Filter(parsing: prompt.line, saved: preferences.filters.filters)
            setFilter(filter.isEmpty ? nil : filter)
            prompt.problem = nil
        } catch {
            prompt.problem = Prompt.Problem(range: error.column..<error.column + error.length, reason: error.reason)
        }
    }

    private mutating func finish(_ prompt: Prompt) -> [Effect] {
        guard prompt.problem == nil else { return [] }
        state.mode = .browsing
        switch prompt.purpose {
        case .filter:
            return []
        case .exportPath:
            guard !prompt.line.isEmpty else { return [] }
            return [.export(ExportRequest(path: prompt.line, filter: state.filter, order: state.order))]
        }
    }
}
