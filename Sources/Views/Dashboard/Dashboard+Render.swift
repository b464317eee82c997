import LeasequerySession

extension Dashboard {
    /// The picture of this state at this time, in the size of the last `resize`.
    public func render(now: Moment) -> Surface { shown.draw(now: now) }

    private func draw(now: Moment) -> Surface {
        var surface = Surface(state.size)
        guard state.size.columns >= Layout.smallest.columns, state.size.rows >= Layout.smallest.rows else {
            drawTooSmall(into: &surface)
            return surface
        }
        let layout = Layout(self)
        HeaderPanel.draw(self, now: now, in: layout.header, into: &surface)
        RulePanel.draw(self, now: now, in: layout.rule, into: &surface)
        drawScreen(layout, now: now, into: &surface)
        FooterPanel.draw(self, now: now, in: layout.footer, into: &surface)
        switch state.mode {
        case .browsing: break
        case .help(let help): HelpPanel.draw(help, self, into: &surface)
        case .menu(let menu): MenuPanel.draw(menu, self, now: now, in: layout.page, into: &surface)
        case .prompt(let prompt): PromptPanel.draw(prompt, in: layout.prompt, into: &surface)
        }
        return surface
    }

    /// For the window.
    public func title(now: Moment) -> String { TitleWords.title(shown, now: now) }

    private func drawScreen(_ layout: Layout, now: Moment, into surface: inout Surface) {
        if isPageOpen { return drawPage(in: layout.page, now: now, into: &surface) }
        switch state.screen {
        case .servers:
            ServersPanel.draw(self, now: now, in: layout.list, into: &surface)
            ServerPanel.draw(self, now: now, in: layout.detail, into: &surface)
        case .bindings:
            BindingsPanel.draw(self, now: now, in: layout.list, into: &surface)
            BindingPanel.draw(self, now: now, in: layout.detail, into: &surface)
        case .changes:
            ChangesPanel.draw(self, now: now, in: layout.list, into: &surface)
            ChangePanel.draw(self, now: now, in: layout.detail, into: &surface)
        case .clients:
            SurveyLine.draw(self, now: now, in: layout.status, into: &surface)
            ClientsPanel.draw(self, now: now, in: layout.list, into: &surface)
        case .prefixes:
            SurveyLine.draw(self, now: now, in: layout.status, into: &surface)
            PrefixesPanel.draw(self, now: now, in: layout.list, into: &surface)
        case .alarms:
            AlarmsPanel.draw(self, now: now, in: layout.list, into: &surface)
            AlarmPanel.draw(self, now: now, in: layout.detail, into: &surface)
        case .log:
            LogPanel.draw(self, now: now, in: layout.list, into: &surface)
            LogEntryPanel.draw(self, now: now, in: layout.detail, into: &surface)
        }
    }

    private func drawTooSmall(into surface: inout Surface) {
        let smallest = Layout.smallest
        let lines = [
            "lqtop needs \(smallest.columns)x\(smallest.rows),",
            "this is \(state.size.columns)x\(state.size.rows).",
            "\(keys.name(of: .quit)) quits.",
        ]
        for (row, line) in lines.enumerated() { surface.put(line, x: 0, y: row) }
    }
}
