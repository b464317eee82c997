import LeasequerySession

// Poll mode.
extension Ledger {
    /// From now on only bulk queries at this interval tell anything.
    mutating func polls(every interval: Duration) {
        if polls?.interval != interval { polls = PollRecord(every: interval) }
    }

    /// Whether a binding may have ended without our hearing of it: in a hole, or since the poll before the last.
    func doubts(_ row: BindingRow) -> Bool {
        if let putBackTo, row.receivedAt <= putBackTo { return true }
        return polls?.doubts(receivedAt: row.receivedAt) ?? doubts(readAt: row.receivedAt)
    }
}
