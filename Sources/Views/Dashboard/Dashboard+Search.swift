import Bindings
import DHCPv6Wire
import LeasequerySession

// Rows that are sought are found by the store with the next question, however far they are.
extension Dashboard {
    /// Looks for the next row that passes the search, or the one before.
    mutating func search(isBackward: Bool, at now: Moment) {
        guard let search = state.search else {
            return notify(Notice("Nothing to search for yet: Ctrl-F asks what.", at: now))
        }
        holdIfInTime()
        seek = Seek(
            .match(search), binding: selectedBinding.map(BindingSubject.init), index: state.list.cursor,
            isBackward: isBackward)
    }

    /// Goes to the first binding at this address or after it; they are sorted by prefix for that.
    mutating func jump(to address: IPv6Address) {
        state.screen = .bindings
        closePage()
        if state.order.key != .prefix { sort(by: .bindings(.prefix), descending: false) }
        seek = Seek(.address(address))
    }

    /// Selects the row that was sought, or says that there is none.
    mutating func accept(_ sought: Sought, to seek: Seek, at now: Moment) {
        guard let index = sought.index else {
            let among = state.filter == nil ? "" : " among those that the filter shows"
            switch seek.target {
            case .match(let filter): notify(Notice("No match for \(filter.text)\(among).", isFailure: true, at: now))
            case .address(let address):
                notify(Notice("No binding at \(address) or after it\(among).", isFailure: true, at: now))
            }
            return
        }
        state.list.cursor = index
        if state.screen == .bindings { chosenBinding = selectedBinding.map(key) }
        turnPage()
        guard sought.hasWrapped else { return }
        let end = seek.isBackward ? "first row: went on from the last" : "last row: went on from the first"
        notify(Notice("Past the \(end).", at: now))
    }

    // MARK: Copying

    /// What names the selected row.
    var selectedName: String? {
        switch state.screen {
        case .servers: selectedServer?.name
        case .bindings: selectedBinding.map { BindingWords.prefix($0.prefix, $0.kind) }
        case .changes: selectedChange.map { BindingWords.prefix($0.prefix, $0.bindingKind) }
        case .clients: selectedClient.map { "\($0.duid)" }
        case .prefixes: selectedPrefix.map { "\($0.branch.prefix)" }
        case .alarms: selectedAlarm.map { $0.server.flatMap(server)?.name ?? "lqtop" }
        case .log: selectedLogEntry.map { $0.server.flatMap(server)?.name ?? "lqtop" }
        }
    }

    /// The cells of the selected row in the order of its columns, those that do not fit among them.
    func selectedTexts(at now: Moment) -> [String]? {
        switch state.screen {
        case .servers: selectedServer.map(ServersPanel.table(self, now: now).texts)
        case .bindings: selectedBinding.map(BindingsPanel.table(self, now: now).texts)
        case .changes: selectedChange.map(ChangesPanel.table(self, now: now).texts)
        case .clients: selectedClient.map(ClientsPanel.table(self, now: now).texts)
        case .prefixes: selectedPrefix.map(PrefixesPanel.table(self).texts)
        case .alarms: selectedAlarm.map(AlarmsPanel.table(self, now: now).texts)
        case .log: selectedLogEntry.map(LogPanel.table(self, now: now).texts)
        }
    }

    /// Octets from outside are as harmless to paste as they are on the screen.
    func copy(_ texts: [String]?, at now: Moment) -> [Effect] {
        guard let texts else { return [] }
        return [.copy(texts.map(TextWidth.printable).joined(separator: "\t"))]
    }
}
