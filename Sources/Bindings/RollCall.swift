import DHCPv6Wire
import LeasequerySession

/// Which bindings a server has spoken of since a bulk run began.
///
/// The query is sent after it begins: what the run tells is newer than everything read before, whatever the base times
/// say, and what a complete answer to a query for everything leaves out is not bound any more.
struct RollCall {
    /// What a complete answer came to.
    struct Outcome {
        /// Bindings that are over.
        var absent = 0
        /// Every binding was judged.
        var isTotal = false
    }

    /// The run asks for everything, not only for what changed in some interval.
    let isFull: Bool
    private(set) var confirmed = SlotSet()
    /// The run itself has told bindings.
    private(set) var isAnswered = false

    init(isFull: Bool) {
        self.isFull = isFull
    }

    @inline(__always)
    mutating func confirm(_ slot: Int, by origin: UpdateOrigin) {
        confirmed.insert(slot)
        if origin == .bulk { isAnswered = true }
    }

    /// Whether the complete answer is about every binding.
    ///
    /// A fill by links says nothing about other links, and neither does a fill that brought nothing: some servers take
    /// link `::` for no link. Both only judge what a bulk query told before.
    func isTotal(_ scope: FillScope) -> Bool { scope == .everything && isAnswered }

    /// Whether a binding is over that nobody spoke of before the answer was complete.
    func condemns(_ slot: Int, _ record: BindingRecord, isTotal: Bool) -> Bool {
        guard !record.isVacant, record.state != .ended, !confirmed.contains(slot) else { return false }
        return isTotal || record.flags.contains(.isFromBulk)
    }
}

extension BindingTable {
    mutating func beginRollCall(_ debt: Debt) {
        rollCall = RollCall(isFull: debt.from == nil)
    }

    /// Ends what a complete answer left out.
    ///
    /// - Parameter scope: what was asked for; nil if the answer is not complete, which proves nothing.
    mutating func endRollCall(
        _ scope: FillScope?, _ reception: Reception, log: inout ChangeLog
    ) -> RollCall.Outcome {
        guard let roll = rollCall else { return RollCall.Outcome() }
        rollCall = nil
        guard let scope, roll.isFull else { return RollCall.Outcome() }
        var outcome = RollCall.Outcome(isTotal: roll.isTotal(scope))
        for slot in 0..<records.count where roll.condemns(slot, records[slot], isTotal: outcome.isTotal) {
            markAbsent(slot, reception, log: &log)
            outcome.absent += 1
        }
        return outcome
    }

    private mutating func markAbsent(_ slot: Int, _ reception: Reception, log: inout ChangeLog) {
        var record = records[slot]
        record.flags.insert(.isExpired)
        record.lastChange = .absent
        end(slot, as: &record, by: .bulk, reception, log: &log)
    }
}
