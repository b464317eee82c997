import LeasequerySession

// Poll mode.
extension Ledger {
    /// From now on only bulk queries at this interval tell anything.
    mutating func polls(every interval: Duration) {
        if polls?.interval != interval { polls = PollRecord(every: interval) }
    }

    /// Whether a binding may have ended without our hearing of it: in a hole, or since the poll before the last.
    ///
    /// - Parameter second: when its newest statement was read, by our clock in Unix time.
    func doubts(receivedAt second: Int64) -> Bool {
        if let putBackTo, second <= putBackTo { return true }
        return polls?.doubts(receivedAt: second) ?? doubts(readAt: second)
    }
}
