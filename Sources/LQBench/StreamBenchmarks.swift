import Bindings
import DHCPv6Wire
import LeasequerySession

// What a message costs. One line of JSON each, for comparison with other programs on the same corpus.
extension LQBenchCommand {
    static let server = ServerID(rawValue: 0)
    /// A batch holds about what one read of a busy socket brings.
    private static let batchOctets = 64 << 10

    static func decode(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        var messages = 0
        // What is decoded must be used, or the compiler leaves it out.
        var sum: UInt64 = 0
        for _ in 0..<rounds {
            messages = try watch.time { () throws(BenchmarkError) in
                try corpus.decode { decoder, _, _ in
                    for index in decoder.leases.indices {
                        sum &+= UInt64(decoder.leases[index].valid.rawValue) ^ decoder.leases[index].address.low
                    }
                    for index in decoder.clients.indices { sum &+= UInt64(decoder.clients[index].duid.count) }
                    sum &+= UInt64(decoder.summary.baseTime?.rawValue ?? 0)
                }
            }
        }
        guard sum != 0 else { throw .empty }
        return line("decode", corpus, messages, bindings: 0, checksum: 0, storeKilobytes: 0, watch)
    }

    /// - Parameter isStoreKept: every round but the first finds all bindings there; the first is not counted.
    static func apply(_ corpus: Corpus, rounds: Int, isStoreKept: Bool) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        var store = emptyStore()
        var messages = 0
        var growth = 0
        if isStoreKept { _ = try fill(&store, from: corpus, at: moment) }
        for round in 0..<rounds {
            if !isStoreKept { store = emptyStore() }
            let before = Stopwatch.residentKilobytes()
            messages = try watch.time { () throws(BenchmarkError) in
                try fill(&store, from: corpus, at: moment)
            }
            if round == 0 { growth = Stopwatch.residentKilobytes() - before }
        }
        let (bindings, checksum) = Checksum.of(store)
        return line(
            isStoreKept ? "update" : "apply", corpus, messages, bindings: bindings, checksum: checksum,
            storeKilobytes: growth, watch)
    }

    /// By turns each of two partners tells again what both have told.
    static func partners(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        var watch = Stopwatch()
        var messages = 0
        let both = [server, ServerID(rawValue: 1)]
        var store = BindingStore(
            servers: [(name: "first", isInsecure: true), (name: "second", isInsecure: true)],
            pairs: [FailoverPair(both[0], both[1])], limit: 16_000_000)
        for partner in both { _ = try fill(&store, from: corpus, as: partner, at: moment) }
        for round in 0..<rounds {
            messages = try watch.time { () throws(BenchmarkError) in
                try fill(&store, from: corpus, as: both[round % 2], at: moment)
            }
        }
        let (bindings, checksum) = Checksum.of(store)
        return line(
            "partners", corpus, messages, bindings: bindings, checksum: checksum, storeKilobytes: 0, watch)
    }

    /// Any moment will do, as long as all rounds have the same.
    static let moment = Moment(uptime: 1_000_000_000_000, utc: 1_762_000_000_000_000_000)

    static func emptyStore() -> BindingStore {
        BindingStore(servers: [(name: "corpus", isInsecure: true)], limit: 16_000_000)
    }

    /// - Returns: how many messages the corpus holds.
    static func fill(
        _ store: inout BindingStore, from corpus: Corpus, as server: ServerID = server, at now: Moment
    ) throws(BenchmarkError) -> Int {
        try forEachBatch(of: corpus) { batch in store.apply(batch, from: server, at: now) }
    }

    /// - Returns: how many messages the corpus holds.
    static func forEachBatch(
        of corpus: Corpus, _ body: (borrowing UpdateBatch) -> Void
    ) throws(BenchmarkError) -> Int {
        var batch = UpdateBatch()
        var handedOver = 0
        let messages = try corpus.decode { decoder, message, end in
            batch.append(decoder, of: message, origin: .live)
            guard end - handedOver >= batchOctets else { return }
            handedOver = end
            body(batch)
            batch.removeAll()
        }
        body(batch)
        return messages
    }

    private static func line(
        _ mode: String, _ corpus: Corpus, _ messages: Int, bindings: Int, checksum: UInt64, storeKilobytes: Int,
        _ watch: Stopwatch
    ) -> String {
        let digits = String(checksum, radix: 16)
        let fields = [
            #""peer":"swift""#, #""mode":"\#(mode)""#, #""msgs":\#(messages)"#, #""bytes":\#(corpus.octets.count)"#,
            #""bindings":\#(bindings)"#,
            #""checksum":"\#(String(repeating: "0", count: 16 - digits.count))\#(digits)""#,
            #""rss_kb":\#(Stopwatch.peakKilobytes())"#, #""store_kb":\#(storeKilobytes)"#,
            #""cpu_ns":[\#(watch.cpu.map(String.init).joined(separator: ","))]"#,
            #""wall_ns":[\#(watch.wall.map(String.init).joined(separator: ","))]"#,
        ]
        return "{\(fields.joined(separator: ","))}"
    }
}
