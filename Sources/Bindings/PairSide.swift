/// What a pair makes of the records of one of its two tables.
struct PairSide {
    /// Not shown because the partner's record of the same binding is.
    private(set) var hidden = SlotSet()
    private var hiddenAddresses = SlotSet()
    private var hiddenPrefixes = SlotSet()
    /// In conflict with the partner's record.
    var contested = SlotSet()

    /// Of the records that are not shown.
    var hiddenCounts: BindingTable.Counts {
        var counts = BindingTable.Counts()
        counts.boundAddresses = hiddenAddresses.count
        counts.boundPrefixes = hiddenPrefixes.count
        counts.ended = hidden.count - hiddenAddresses.count - hiddenPrefixes.count
        return counts
    }

    mutating func show(_ slot: Int) {
        guard hidden.contains(slot) else { return }
        hidden.remove(slot)
        hiddenAddresses.remove(slot)
        hiddenPrefixes.remove(slot)
    }

    /// Also tells of a record that is hidden already what has become of it.
    mutating func hide(_ slot: Int, _ record: BindingRecord) {
        show(slot)
        hidden.insert(slot)
        guard record.state == .bound else { return }
        if record.flags.contains(.isPrefix) {
            hiddenPrefixes.insert(slot)
        } else {
            hiddenAddresses.insert(slot)
        }
    }
}
