import Bindings
import DHCPv6Wire

// What a frame costs: a screenful out of a full store.
extension LQBenchCommand {
    private static let rows = 60

    static func sort(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        var store = emptyStore()
        _ = try fill(&store, from: corpus, at: moment)
        let kept = Checksum.of(store).bindings
        var lines = ["\(kept) bindings, milliseconds CPU a screenful of \(rows) rows: least and middle of \(rounds)"]
        for key in BindingOrder.Key.allCases {
            for isDescending in [false, true] {
                let order = BindingOrder(key, descending: isDescending)
                lines.append(
                    try measure("\(key)\(isDescending ? " descending" : "")", store, nil, order, at: 0, rounds: rounds))
            }
        }
        for place in [5_000, kept / 2, max(0, kept - rows)] {
            lines.append(
                try measure("expires, from row \(place)", store, nil, BindingOrder(.expires), at: place, rounds: rounds)
            )
        }
        lines.append(try page(store, rounds: rounds))
        return lines.joined(separator: "\n")
    }

    /// All about one binding, its history among all changes kept.
    private static func page(_ store: BindingStore, rounds: Int) throws(BenchmarkError) -> String {
        let first = Question(table: .bindings(order: BindingOrder(.prefix), window: 0..<1))
        guard let row = store.screenful(first, at: moment).bindings.first else { return "no binding" }
        return try measure(
            "page of a binding", store, Question(subject: BindingSubject(row)), rounds: rounds
        ) { $0.binding?.changesKept ?? 0 }
    }

    static func filter(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        var store = emptyStore()
        _ = try fill(&store, from: corpus, at: moment)
        var lines = ["milliseconds CPU a screenful of \(rows) rows: least and middle of \(rounds)"]
        for text in ["", "2001:db8:1::/48", "2001:db8:1:7::1", "00:03:00:01", "52540012", "2001:db9::/32 ab:cd:ef"] {
            guard let filter = try? Filter(parsing: text) else { continue }
            lines.append(
                try measure("filter '\(text)'", store, filter, BindingOrder(.prefix), at: 0, rounds: rounds))
        }
        return lines.joined(separator: "\n")
    }

    private static func measure(
        _ name: String, _ store: BindingStore, _ filter: Filter?, _ order: BindingOrder, at place: Int, rounds: Int
    ) throws(BenchmarkError) -> String {
        let question = Question(filter: filter, table: .bindings(order: order, window: place..<place + rows))
        return try measure(name, store, question, rounds: rounds) { $0.matching }
    }

    private static func measure(
        _ name: String, _ store: BindingStore, _ question: Question, rounds: Int, matching: (Answer) -> Int
    ) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        var found = 0
        for _ in 0..<rounds {
            found = try watch.time { () throws(BenchmarkError) in matching(store.screenful(question, at: moment)) }
        }
        let sorted = watch.cpu.sorted()
        return "\(milliseconds(sorted[0])) \(milliseconds(sorted[rounds / 2]))  \(name): \(found) match"
    }

    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let hundredths = String(1000 + nanoseconds / 10_000 % 100).suffix(2)
        let whole = String(nanoseconds / 1_000_000)
        return String(repeating: " ", count: max(0, 5 - whole.count)) + "\(whole).\(hundredths)"
    }
}
