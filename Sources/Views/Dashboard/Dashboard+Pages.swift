import Bindings
import LeasequerySession

/// The page of a binding, on the screen whose row it was opened from.
struct OpenBinding: Hashable, Sendable {
    var screen: Screen
    /// nil: that of the selected row, as soon as the list has it.
    var subject: BindingSubject?
    /// The first line shown.
    var top = 0
    var showsOctets = false
}

// Pages: all that is known of one row, in place of the list.
extension Dashboard {
    var isPageOpen: Bool { isServerPageOpen || isBindingPageOpen }

    private var isServerPageOpen: Bool { state.screen == .servers && state.serverPage != nil && selectedServer != nil }

    var isBindingPageOpen: Bool { state.bindingPage?.screen == state.screen }

    var pageSubject: BindingSubject? { state.bindingPage?.subject ?? selectedSubject }

    /// What stands behind the names of the screens; nil: no page is open.
    var pageTitle: String? {
        if isServerPageOpen { return selectedServer?.name }
        return isBindingPageOpen ? pageSubject.map(BindingPage.title) ?? "" : nil
    }

    /// For the footer: what is to be done on the page that is open.
    var pageKeys: [(key: Key, label: String)] {
        let own: [(Command, String)] =
            isServerPageOpen
            ? [(.zoomIn, "zoom"), (.zoomOut, "out"), (.reconnect, "reconnect"), (.refill, "fill")]
            : [(.toggleOctets, "octets")]
        let all =
            [(.quit, "quit"), (.help, "help"), (.back, "back"), (.nextRow, "next"), (.previousRow, "prev")] + own
        return all.compactMap { command, label in keys.keys(for: command).first.map { ($0, label) } }
    }

    private var selectedSubject: BindingSubject? {
        switch state.screen {
        case .bindings: selectedBinding.map(BindingSubject.init)
        case .changes: selectedChange.map(BindingSubject.init)
        case .servers, .clients, .prefixes, .alarms, .log: nil
        }
    }

    /// A row without a page shows its detail.
    mutating func togglePage() {
        if isPageOpen { return closePage() }
        switch state.screen {
        case .servers: state.serverPage = selectedServer == nil ? nil : 0
        case .bindings, .changes:
            // Rows that are not there yet are waited for.
            if selectedSubject != nil || !isListKnown { open(selectedSubject) }
        case .clients, .prefixes: goInto()
        case .alarms, .log: toggleDetail()
        }
    }

    private var isListKnown: Bool { state.screen == .bindings ? bindings != nil : changes != nil }

    /// Shows all that is known of a binding, on the screen that is up.
    ///
    /// - Parameter subject: nil: that of the selected row, as soon as the list has it.
    mutating func open(_ subject: BindingSubject?) {
        binding = nil
        state.bindingPage = OpenBinding(screen: state.screen, subject: subject)
        // The rows beside it are to be there when it goes on to them, and itself when it is closed.
        if state.screen == .bindings { chosenBinding = selectedBinding.map(key) }
        if state.screen == .changes { state.changes.heldAfter = state.changes.heldAfter ?? totals.lastSequence }
    }

    mutating func closePage() {
        if isServerPageOpen { state.serverPage = nil }
        if isBindingPageOpen { state.bindingPage = nil }
    }

    /// Selects a row beside the selected one; a page that is open shows it from its top.
    mutating func showRow(_ movement: Movement) {
        move(movement)
        if isServerPageOpen { state.serverPage = 0 }
        turnPage()
    }

    /// Has an open page of a binding show the selected one from its top.
    mutating func turnPage() {
        guard isBindingPageOpen else { return }
        let subject = selectedSubject
        state.bindingPage?.subject = subject
        state.bindingPage?.top = 0
    }

    /// Ties a page that waits for its row to the binding of that row.
    mutating func nameSubject() {
        guard isBindingPageOpen else { return }
        let subject = pageSubject
        state.bindingPage?.subject = subject
    }

    mutating func toggleOctets(at now: Moment) {
        guard isBindingPageOpen else {
            let (open, show) = (keys.name(of: .togglePage), keys.name(of: .toggleOctets))
            return notify(Notice("\(open) opens the page of a binding; \(show) shows its octets there.", at: now))
        }
        state.bindingPage?.showsOctets.toggle()
    }

    /// How far the graphs of a server's page reach back.
    func graphSpan(of server: ServerReport, now: Moment) -> GraphSpan {
        let beginnings = [server.skewHistory.began, server.connection.heard.began, server.ledger.liveSince]
        return state.graphSpan ?? GraphSpan(reaching: beginnings.compactMap { $0.map(now.since) }.max() ?? .zero)
    }

    mutating func zoom(by step: Int, at now: Moment) {
        guard isServerPageOpen, let server = selectedServer else {
            let (open, more, less) = (keys.name(of: .togglePage), keys.name(of: .zoomIn), keys.name(of: .zoomOut))
            let how = "\(open) opens the page of a server; \(more) and \(less) zoom its graphs there."
            return notify(Notice(how, at: now))
        }
        let place = graphSpan(of: server, now: now).rawValue + step
        state.graphSpan = GraphSpan(rawValue: place) ?? state.graphSpan
    }

    mutating func scrollPage(_ movement: Movement, at now: Moment) {
        let rows = Layout(self).page.height
        let last = max((pageLayout(now: now, width: state.size.columns)?.height ?? 0) - rows, 0)
        let top = min(pageTop, last)
        let place = movement.target(from: top, page: max(rows - 1, 1), last: last)
        if isServerPageOpen { state.serverPage = place } else { state.bindingPage?.top = place }
    }

    func drawPage(in rect: Rect, now: Moment, into surface: inout Surface) {
        guard let layout = pageLayout(now: now, width: rect.width) else { return }
        // What a page says becomes less at times.
        layout.draw(from: min(pageTop, max(layout.height - rect.height, 0)), in: rect, into: &surface)
    }

    private var pageTop: Int { (isServerPageOpen ? state.serverPage : state.bindingPage?.top) ?? 0 }

    private func pageLayout(now: Moment, width: Int) -> PageLayout? {
        if isServerPageOpen {
            return selectedServer.map { ServerPage.layout($0, self, now: now, width: width) }
        }
        return binding.map { report in
            BindingPage.layout(
                report, self, showsOctets: state.bindingPage?.showsOctets ?? false, now: now, width: width)
        }
    }
}
