import Bindings
import DHCPv6Wire
import Glibc
import LeasequerySession

// What a key waits for, and what a feed waits for meanwhile.
extension LQBenchCommand {
    private static let window = 0..<180

    static func search(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        let store = LiveStore(servers: [(name: "corpus", isInsecure: true)], limit: 16_000_000)
        _ = try forEachBatch(of: corpus) { store.receive($0, [], from: server, at: moment) }
        let first = store.answer(question(), at: moment, clock: now).bindings.first.map(BindingSubject.init)
        let feed = WaitingFeed { store.read { _ in } }
        defer { feed.stop() }
        var lines = ["milliseconds till the answer: least and middle of \(rounds); longest wait of a feed meanwhile"]
        for text in ["", "kind:pd", "00:03:00:01", "52540012", "link:2001:db8::/32", "host:cpe7", "remote:zzz"] {
            guard let filter = try? Filter(parsing: text) else { continue }
            lines.append(try measure("filter '\(text)'", store, question(filter), feed, rounds: rounds))
        }
        for text in ["kind:pd", "52540012", "host:cpe77777", "remote:zzz"] {
            guard let filter = try? Filter(parsing: text) else { continue }
            for isBackward in [false, true] {
                let seek = Seek(.match(filter), binding: first, isBackward: isBackward)
                let name = "search '\(text)'\(isBackward ? " backward" : "")"
                lines.append(try measure(name, store, question(seek: seek), feed, rounds: rounds))
            }
        }
        lines.append(try measure("row 500,000", store, question(window: 500_000..<500_180), feed, rounds: rounds))
        lines.append(try clients(of: store, feed, rounds: rounds))
        return lines.joined(separator: "\n")
    }

    /// Counts and names them as it is done for their screen, without the rests.
    private static func clients(
        of store: LiveStore, _ feed: WaitingFeed, rounds: Int
    ) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        feed.takeLongest()
        for _ in 0..<rounds {
            try watch.time { () throws(BenchmarkError) in
                var survey = Survey(SurveyRequest(.clients, filter: nil), seed: 7653, at: moment)
                var size = LookSize()
                while !survey.isComplete {
                    let began = now()
                    store.advance(&survey, most: size.slots, at: moment)
                    size.adapt(to: now().since(began))
                }
            }
        }
        return WaitingFeed.line("clients", watch, feed, rounds: rounds)
    }

    private static func question(_ filter: Filter? = nil, seek: Seek? = nil, window: Range<Int> = window) -> Question {
        Question(filter: filter, table: .bindings(order: BindingOrder(.prefix), window: window), seek: seek)
    }

    private static func measure(
        _ name: String, _ store: LiveStore, _ question: Question, _ feed: WaitingFeed, rounds: Int
    ) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        feed.takeLongest()
        var answer = Answer()
        for _ in 0..<rounds {
            answer = try watch.time { () throws(BenchmarkError) in store.answer(question, at: moment, clock: now) }
        }
        let found = answer.sought.map { $0.index.map { "row \($0)" } ?? "nothing" } ?? "\(answer.matching) match"
        return WaitingFeed.line("\(name): \(found)", watch, feed, rounds: rounds)
    }

    static func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(uptime: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec), utc: moment.utc)
    }
}
