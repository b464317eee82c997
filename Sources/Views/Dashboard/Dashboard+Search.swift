import Bindings
import DHCPv6Wire
import LeasequerySession

// Rows that are sought are found by the store with the next question, however far they are.
extension Dashboard {
    /// Looks for the next row that passes the search, or the one before.
    mutating func search(isBackward: Bool, at now: Moment) {
        guard let search = state.search else {
            return notify(Notice("Nothing to search for yet: \(keys.name(of: .editSearch)) asks what.", at: now))
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
            case .match(let filter):
                notify(
                    Notice(
                        "No match for \(filter.text)\(among).", redacted: "No match\(among).", isFailure: true, at: now)
                )
            case .address(let address):
                notify(
                    Notice(
                        "No binding at \(address) or after it\(among).", redacted: "No binding there or after\(among).",
                        isFailure: true, at: now))
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
}
