import Bindings
import DHCPv6Wire
import LeasequerySession

// What the terminal is asked to keep for pasting.
extension Dashboard {
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
