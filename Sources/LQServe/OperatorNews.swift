import Responder

/// What an operator is to be told at once, from one look at a server to the next: what begins to go wrong and what is
/// well again, each once, and input that could not be read, a few lines of each burst.
struct OperatorNews {
    /// Seconds from one count of what there were too many of to be told to the next.
    private static let period = 60

    private var feedTrouble: String?
    private var tlsTrouble: String?
    /// The number of the last piece of rejected input that was told, in words or in a count.
    private var rejected = 0
    private var relayDataLeftOut = 0
    private var nextCount = 0

    /// - Parameter second: of a clock that never steps.
    /// - Returns: lines without the program's name, oldest news first.
    mutating func lines(_ activity: ServerActivity, at second: Int) -> [String] {
        troubleLines(feed: activity.feedTrouble, tls: activity.tlsTrouble) + inputLines(activity, at: second)
    }

    /// As far as a source of bindings has trouble, before there is a server.
    mutating func troubleLines(feed: String?, tls: String? = nil) -> [String] {
        defer { (feedTrouble, tlsTrouble) = (feed, tls) }
        return OperatorNews.change(from: feedTrouble, to: feed, "nothing new comes in")
            + OperatorNews.change(from: tlsTrouble, to: tls, "no TLS for requestors")
    }

    private static func change(from old: String?, to new: String?, _ effect: String) -> [String] {
        guard old != new else { return [] }
        guard let new else { return old.map { ["well again: it was \($0)"] } ?? [] }
        return ["TROUBLE, \(effect): \(new)"]
    }

    private mutating func inputLines(_ activity: ServerActivity, at second: Int) -> [String] {
        let described = activity.rejected.described.filter { $0.number > rejected }
        var lines = described.map { "skipped: \($0.text)" }
        if let last = described.last {
            rejected = last.number
            nextCount = second + OperatorNews.period
        }
        guard second >= nextCount else { return lines }
        if activity.rejected.count > rejected {
            lines.append(
                "skipped: \(activity.rejected.count - rejected) more that cannot be read, "
                    + "\(activity.rejected.count) since the start")
            rejected = activity.rejected.count
            nextCount = second + OperatorNews.period
        }
        if activity.relayDataLeftOut > relayDataLeftOut {
            lines.append(
                "relay data that is too long for a message was left out \(activity.relayDataLeftOut) times since the start"
            )
            relayDataLeftOut = activity.relayDataLeftOut
            nextCount = second + OperatorNews.period
        }
        return lines
    }
}
