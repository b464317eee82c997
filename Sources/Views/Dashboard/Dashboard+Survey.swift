import Bindings
import DHCPv6Wire
import LeasequerySession

// Clients and prefixes: what is counted over all bindings, and the way down from there.
extension Dashboard {
    /// What the screen that is up needs counted; nil: nothing.
    public var surveyRequest: SurveyRequest? {
        state.screen.subject.map { SurveyRequest($0, filter: state.filter) }
    }

    /// What was found for the screen that is up; nil: it is still being counted.
    var survey: SurveyReport? {
        guard let request = surveyRequest, let report = surveys[request.subject], report.request == request else {
            return nil
        }
        return report
    }

    /// Takes how the counting stands; to be called before `question`.
    public mutating func accept(_ standing: SurveyStanding?) {
        guard let request = surveyRequest else { return }
        let standing = standing.flatMap { $0.request == request ? $0 : nil }
        surveyProgress = standing?.progress ?? 0
        if let report = standing?.report { surveys[request.subject] = report }
        settleSurveyed()
    }

    /// Brings the rows up to the newest survey, and keeps the selection on its row.
    mutating func settleSurveyed() {
        switch state.screen {
        case .clients:
            let chosen = state.clients.cursor > 0 ? selectedClient?.duid : nil
            clients = ranking.map { state.clientOrder == .most ? $0.most : $0.newest } ?? []
            if let chosen, selectedClient?.duid != chosen, let place = clients.firstIndex(where: { $0.duid == chosen })
            {
                follow(to: place)
            }
        case .prefixes:
            let shown = ShownPrefixes(survey, in: prefix, state.prefixOrder)
            guard shown != shownPrefixes else { return }
            shownPrefixes = shown
            foundPrefixes = survey.map { PrefixRow.rows($0, in: prefix) } ?? []
            listPrefixes()
        case .servers, .bindings, .changes, .alarms, .log: return
        }
        state.list.cursor = max(min(state.list.cursor, listCount - 1), 0)
        scrollToCursor()
    }

    /// Puts prefixes into their order and keeps the selection on its row.
    private mutating func listPrefixes() {
        let chosen = state.prefixes.cursor > 0 ? selectedPrefix?.id : nil
        prefixes = state.prefixOrder.sorted(foundPrefixes, changes: recentChanges)
        if let chosen, let place = prefixes.firstIndex(where: { $0.id == chosen }) { follow(to: place) }
    }

    mutating func accept(_ counts: ChangeCounts?, of prefixes: [IPv6Prefix]) {
        recentChanges = Dictionary(zip(prefixes, counts?.counts ?? [])) { first, _ in first }
        recentSeconds = counts?.seconds
        if state.prefixOrder.key == .changes { listPrefixes() }
    }

    /// Moves the list so that what was selected stays where it is on screen.
    private mutating func follow(to place: Int) {
        state.list.top = max(state.list.top + place - state.list.cursor, 0)
        state.list.cursor = place
    }

    /// What `prefixes` were made from.
    struct ShownPrefixes: Hashable {
        var request: SurveyRequest?
        var endedAt: Moment?
        var prefix: IPv6Prefix
        var order: PrefixOrder

        init(_ survey: SurveyReport?, in prefix: IPv6Prefix, _ order: PrefixOrder) {
            request = survey?.request
            endedAt = survey?.endedAt
            self.prefix = prefix
            self.order = order
        }
    }

    var ranking: ClientRanking? {
        if case .clients(let ranking) = survey?.contents { ranking } else { nil }
    }

    /// The prefix that is shown from inside.
    var prefix: IPv6Prefix { state.prefixPath.last?.prefix ?? PrefixTree.root }

    var selectedClient: ClientRow? {
        clients.indices.contains(state.clients.cursor) ? clients[state.clients.cursor] : nil
    }

    var selectedPrefix: PrefixRow? {
        prefixes.indices.contains(state.prefixes.cursor) ? prefixes[state.prefixes.cursor] : nil
    }

    /// Of which it is counted how many bindings changed inside: those on screen, or all if that is their order.
    var countedPrefixes: [IPv6Prefix] {
        let shown =
            state.prefixOrder.key == .changes
            ? prefixes[...] : prefixes.dropFirst(state.prefixes.top).prefix(Layout(self).rows)
        return shown.map(\.branch).filter { !$0.isDelegated }.map(\.prefix)
    }
}

// The way down and back.
extension Dashboard {
    /// Goes into the selected client or prefix: to its branches, or to its bindings if there are none.
    mutating func goInto() {
        if state.screen == .clients, let client = selectedClient {
            visit(.clientIs(client.duid.octets), "=\(client.duid)")
        } else if state.screen == .prefixes, let row = selectedPrefix {
            let branch = row.branch
            if branch.hasBranches {
                state.prefixPath.append(row.id)
                state.prefixes = ListPosition(isDetailOpen: false)
                settleSurveyed()
            } else if branch.isDelegated {
                visit(.exactly(branch.prefix), "=\(branch.prefix)")
            } else {
                visit(.inside(branch.prefix), "\(branch.prefix)")
            }
        }
    }

    /// Shows the bindings that pass the filter and this term, until the user goes back.
    private mutating func visit(_ term: FilterTerm, _ text: String) {
        let before = state.filter
        let filter = Filter(
            text: before.map { "\(text) (\($0.text))" } ?? text,
            condition: before.map { .all([.term(term), $0.condition]) } ?? .term(term))
        state.visit = DashboardState.Visit(origin: state.screen, before: before, filter: filter)
        state.bindingPage = nil
        setFilter(filter)
        state.screen = .bindings
    }

    /// Another screen; the one that a visit began at gets its filter back.
    mutating func show(_ screen: Screen) {
        if state.visit?.origin == screen, endVisit() { return }
        state.screen = screen
    }

    /// - Returns: false if there is none, or the filter was changed since.
    mutating func endVisit() -> Bool {
        guard let visit = state.visit, state.screen.subject == nil, state.filter == visit.filter else { return false }
        state.visit = nil
        state.bindingPage = nil
        setFilter(visit.before)
        state.screen = visit.origin
        return true
    }

    /// To the branches of the prefix around.
    ///
    /// - Returns: false if everything is shown.
    mutating func goUp() -> Bool {
        guard state.screen == .prefixes, let left = state.prefixPath.popLast() else { return false }
        state.prefixes = ListPosition(isDetailOpen: false)
        settleSurveyed()
        state.prefixes.cursor = prefixes.firstIndex { $0.id == left } ?? 0
        return true
    }
}
