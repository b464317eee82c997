import Bindings
import LeasequerySession

extension Dashboard {
    /// The table on the screen that is up; nil: there is a page instead.
    func tableShape(at now: Moment) -> TableShape? {
        guard !isPageOpen else { return nil }
        let width = state.size.columns
        return switch state.screen {
        case .servers: ServersPanel.table(self, now: now).shape(width: width)
        case .bindings: BindingsPanel.table(self, now: now).shape(width: width)
        case .changes: ChangesPanel.table(self, now: now).shape(width: width)
        case .clients: ClientsPanel.table(self, now: now).shape(width: width)
        case .prefixes: PrefixesPanel.table(self).shape(width: width)
        case .alarms: AlarmsPanel.table(self, now: now).shape(width: width)
        case .log: LogPanel.table(self, now: now).shape(width: width)
        }
    }

    func arrangement(_ screen: Screen) -> ColumnArrangement { state.columns[screen] ?? ColumnArrangement() }

    // MARK: Order

    /// What the list that is up can be sorted by.
    func sortChoices(at now: Moment) -> [ColumnHead] {
        let columns = (tableShape(at: now)?.heads ?? []).filter { $0.sorting != nil }
        guard state.screen == .servers else { return columns }
        let configured = ColumnSorting(.servers(.configured), of: self)
        return [ColumnHead(title: "as configured", isKey: false, sorting: configured)] + columns
    }

    /// What the list that is up is sorted by; nil: its order cannot be chosen.
    var sortKey: SortKey? {
        switch state.screen {
        case .servers: .servers(state.serverOrder.key)
        case .bindings: .bindings(state.order.key)
        case .clients: .clients(state.clientOrder)
        case .prefixes: .prefixes(state.prefixOrder.key)
        case .changes, .alarms, .log: nil
        }
    }

    var isDescending: Bool {
        switch state.screen {
        case .servers: state.serverOrder.isDescending
        case .clients: true
        case .prefixes: state.prefixOrder.isDescending
        case .bindings, .changes, .alarms, .log: state.order.isDescending
        }
    }

    /// Sorts the list of this key; the other way round if it is sorted by that already and nothing is said.
    mutating func sort(by key: SortKey, descending: Bool? = nil) {
        let isDescending = descending ?? (key == sortKey ? !isDescending : key.startsDescending)
        switch key {
        case .bindings(let key):
            state.order = BindingOrder(key, descending: isDescending)
            forgetRows()
        case .servers(let key):
            state.serverOrder = ServerOrder(key, descending: isDescending)
            listServers()
        case .clients(let order):
            state.clientOrder = order
            state.clients = ListPosition(isDetailOpen: false)
            settleSurveyed()
        case .prefixes(let key):
            state.prefixOrder = PrefixOrder(key, descending: isDescending)
            state.prefixes = ListPosition(isDetailOpen: false)
            settleSurveyed()
        }
    }

    mutating func reverseOrder() {
        if let sortKey { sort(by: sortKey) }
    }

    /// Sorts by a column farther to the right, or to the left; hidden ones are passed over.
    mutating func sort(byColumnAfter step: Int, at now: Moment) {
        let hidden = arrangement(state.screen).hidden
        let keys = (tableShape(at: now)?.heads ?? []).filter { !hidden.contains($0.name) }.compactMap(\.sorting?.key)
        guard !keys.isEmpty else { return }
        let current = keys.firstIndex { $0 == sortKey } ?? (step > 0 ? -1 : keys.count)
        sort(by: keys[(current + step + keys.count) % keys.count])
    }

    /// Puts the servers into their order and keeps the selection on its server.
    mutating func listServers() {
        let chosen = chosenServer ?? selectedServer?.server
        listedServers = state.serverOrder.sorted(servers)
        guard let place = listedServers.firstIndex(where: { $0.server == chosen }) else { return }
        let step = place - state.servers.cursor
        state.servers.cursor = place
        state.servers.top = max(state.servers.top + step, 0)
    }

    // MARK: Columns

    /// Nothing is scrolled past the last column.
    mutating func scrollColumns(_ step: Int, at now: Moment) {
        guard let shape = tableShape(at: now), step < 0 ? shape.scrolled > 0 : shape.hasMoreRight else { return }
        var arrangement = arrangement(state.screen)
        arrangement.scrolled = shape.scrolled + step
        state.columns[state.screen] = arrangement
    }

    /// Shows or hides a column; the one that says which row it is stays.
    mutating func toggleColumn(_ head: ColumnHead) {
        guard !head.isKey else { return }
        state.columns[state.screen, default: ColumnArrangement()].hidden.formSymmetricDifference([head.name])
    }

    /// Moves a column to another place among all; returns where it is then.
    mutating func moveColumn(at place: Int, by step: Int, among heads: [ColumnHead]) -> Int {
        let target = min(max(place + step, 0), heads.count - 1)
        guard heads.indices.contains(place), target != place else { return place }
        var names = heads.map(\.name)
        names.insert(names.remove(at: place), at: target)
        state.columns[state.screen, default: ColumnArrangement()].order = names
        return target
    }
}
