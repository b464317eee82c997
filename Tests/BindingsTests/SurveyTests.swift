import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// Surveys against grouping all rows at once.
struct SurveyTests {
    private static let stores = ["one": one, "partners": partners, "two": ScreenfulTests.store]

    private static let one = filled(BindingStore(limit: 10_000), seed: 1)
    private static let partners = filled(.partners(limit: 10_000), seed: 2)

    private static func filled(_ empty: BindingStore, seed: UInt64) -> BindingStore {
        var random = SeededGenerator(seed: seed)
        var store = empty
        for step in 0..<600 {
            store.say(
                ModelTests.statement(&random, keys: 400, at: step / 5), server: step % store.tables.count, at: step / 5)
        }
        store.advance(to: Clock.at(60))
        return store
    }

    private func rows(_ store: BindingStore, _ filter: Filter?) -> [BindingRow] {
        var rows: [BindingRow] = []
        store.visitRows(matching: filter, at: Clock.at(60)) { rows.append($0) }
        return rows
    }

    @Test(
        "clients hold what grouping all bindings says, in any slices",
        arguments: stores.keys.sorted(), [(1, nil), (7, "kind:na or /48"), (100, "52:54:00"), (100_000, nil)])
    func clients(store: String, terms: (most: Int, filter: String?)) throws {
        let store = try #require(Self.stores[store])
        let filter = try terms.filter.map { try Filter(parsing: $0) }
        let report = store.survey(SurveyRequest(.clients, filter: filter), most: terms.most)
        guard case .clients(let ranking) = report.contents else { throw Unexpected() }
        let wanted = Dictionary(grouping: rows(store, filter), by: \.duid)
        #expect(ranking.most.count == wanted.count)
        for row in ranking.most {
            let rows = try #require(wanted[row.duid])
            #expect(row.holdings == Holdings(rows))
            #expect(row.changedAt == rows.map(\.changedAt).max())
            #expect(Set(row.servers).isSubset(of: rows.map(\.server)) && !row.servers.isEmpty)
            #expect(row.details.isEmpty || rows.contains { $0.details == row.details })
        }
        #expect(Set(ranking.most) == Set(ranking.newest))
        let counts = ranking.most.map(\.holdings.bound)
        #expect(counts == counts.sorted(by: >))
        let ages = ranking.newest.map(\.changedAt)
        #expect(ages == ages.sorted(by: >))
        #expect(ranking.former == ranking.most.count { $0.holdings.bound == 0 })
        #expect(ranking.holding == ranking.most.count - ranking.former)
        #expect(report.changesMeanwhile == 0)
    }

    @Test(
        "each row of the prefix tree holds what lies in its prefix, and all rows together what lies around them",
        arguments: stores.keys.sorted(), [1, 50, 100_000])
    func prefixes(store: String, most: Int) throws {
        let store = try #require(Self.stores[store])
        let report = store.survey(SurveyRequest(.prefixes), most: most)
        guard case .prefixes(let tree) = report.contents else { throw Unexpected() }
        let rows = rows(store, nil)
        var visited = 0
        func check(_ prefix: IPv6Prefix) {
            let branches = tree.branches(of: prefix)
            var sum = Holdings()
            for branch in branches {
                visited += 1
                let inside = rows.filter {
                    branch.isDelegated ? branch.prefix == $0.prefix : branch.prefix.contains($0.prefix)
                }
                #expect(branch.holdings == Holdings(inside), "\(branch.prefix)")
                sum.addresses += branch.holdings.addresses
                sum.prefixes += branch.holdings.prefixes
                sum.ended += branch.holdings.ended
                #expect(prefix.contains(branch.prefix) && (prefix != branch.prefix || branch.isDelegated))
                guard branch.hasBranches else { continue }
                #expect(prefix != branch.prefix)
                check(branch.prefix)
            }
            #expect(sum == Holdings(rows.filter { prefix.contains($0.prefix) }), "\(prefix)")
            #expect(tree.branch(prefix).holdings == sum)
        }
        check(PrefixTree.root)
        #expect(visited > 5)
    }

    @Test("a level with one row is passed over, and delegated prefixes between levels are rows of their own")
    func levels() {
        var store = BindingStore()
        for (number, prefix) in ["2001:db8:40::/44", "2001:db8:41::/48", "2001:db8:42::/56", "2001:db8:42:100::1"]
            .enumerated()
        {
            store.say(Statement(prefix: prefix, client: alice + "0\(number)"))
        }
        guard case .prefixes(let tree) = store.survey(SurveyRequest(.prefixes), most: 10).contents else { return }
        func branches(_ prefix: String) -> [String] {
            tree.branches(of: IPv6Prefix(prefix)!).map { "\($0.prefix)\($0.isDelegated ? "=" : "") \($0.holdings.all)" }
        }
        #expect(branches("::/0") == ["2001:db8:40::/44= 1", "2001:db8:41::/48 1", "2001:db8:42::/48 2"])
        #expect(branches("2001:db8:42::/48") == ["2001:db8:42::/56 1", "2001:db8:42:100::/56 1"])
        #expect(branches("2001:db8:42:100::/56") == ["2001:db8:42:100::/64 1"])
        #expect(branches("2001:db9::/32") == [])
    }

    @Test(
        "whatever happens between the slices, clients it has nothing to do with are counted right, and the rest is said",
        arguments: [1, 2, 3, 4] as [UInt64])
    func interleaved(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var store = BindingStore(limit: 500)
        for number in 0..<400 {
            store.say(Statement(prefix: "2001:db8::\(String(number + 1, radix: 16))", client: calm(number % 50)))
        }
        for number in 0..<80 { store.say(Statement(prefix: "2001:db9::\(number + 1)", client: bob)) }
        let before = store.totals(at: Clock.at(0)).lastSequence
        var told: UInt64 = 0
        let report = store.survey(SurveyRequest(.clients), most: 9) { store in
            // Ends, new ones, holders that change; at the limit the ended ones make room, and slots are used again.
            var statement = Statement(
                prefix: "2001:db9::\(Int.random(in: 1...200, using: &random))", client: [bob, vendor].randomElement()!)
            statement.valid = [0, 100].randomElement(using: &random)!
            store.say(statement, at: 1)
            told = store.totals(at: Clock.at(1)).lastSequence - before
        }
        guard case .clients(let ranking) = report.contents else { throw Unexpected() }
        for number in 0..<50 {
            let row = ranking.most.first { $0.duid.octets == [UInt8](hex: calm(number))! }
            #expect(row?.holdings == Holdings(addresses: 8))
        }
        #expect(report.changesMeanwhile > 20 && report.changesMeanwhile <= told)
        let counted = ranking.most.reduce(0) { $0 + $1.holdings.all }
        #expect(abs(counted - 480) <= Int(report.changesMeanwhile))
    }

    private func calm(_ number: Int) -> String { "0003000102000000\(number + 1000)" }

    @Test("a server that starts afresh while it is counted is counted afresh")
    func afresh() throws {
        var store = BindingStore()
        for number in 1..<100 { store.say(Statement(prefix: "2001:db8::\(number)", client: alice)) }
        var looks = 0
        let report = store.survey(SurveyRequest(.clients), most: 40) { store in
            looks += 1
            guard looks == 2 else { return }
            store.note(
                .serverChanged(from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(2)),
                from: ServerID(rawValue: 0))
            store.say(Statement(prefix: "2001:db8::1", client: bob), at: 2)
        }
        guard case .clients(let ranking) = report.contents else { throw Unexpected() }
        #expect(ranking.most.map(\.duid.octets) == [[UInt8](hex: bob)!])
        #expect(ranking.holding == 1)
        #expect(report.beganAt == Clock.at(62))
    }

    @Test("progress rises from 0 to 1, also with nothing to count")
    func progress() {
        var survey = Survey(SurveyRequest(.clients), seed: 1, at: Clock.at(0))
        #expect(survey.progress == 0)
        var last = 0.0
        while !survey.isComplete {
            survey.look(at: Self.one, most: 50, at: Clock.at(0))
            survey.digest()
            #expect(survey.progress >= last && survey.progress <= 1)
            last = survey.progress
        }
        #expect(last == 1)
        guard case .prefixes(let tree) = BindingStore().survey(SurveyRequest(.prefixes), most: 5).contents else {
            return
        }
        #expect(tree.branches(of: PrefixTree.root).isEmpty)
    }

    @Test("leaders are the first of a sorted list", arguments: [1, 2, 10, 1000])
    func leaders(capacity: Int) {
        var random = SeededGenerator(seed: 5)
        let numbers = (0..<500).map { _ in Int.random(in: 0..<200, using: &random) }
        var leaders = Leaders<Int>(capacity) { $0 > $1 }
        for number in numbers { leaders.insert(number) }
        #expect(leaders.sorted() == Array(numbers.sorted(by: >).prefix(capacity)))
    }

    @Test("changes of the last minute count for each prefix around them, those of bulk queries for none")
    func changeCounts() {
        var store = BindingStore()
        store.say(Statement(prefix: "2001:db8:1::1", client: alice), at: 0)
        store.say(Statement(prefix: "2001:db8:1::2", client: alice), at: 70)
        store.say(Statement(prefix: "2001:db8:1:100::/56", client: alice), at: 80)
        store.say(Statement(prefix: "2001:db8:2::3", client: alice, origin: .bulk), at: 81)
        store.say(Statement(prefix: "2001:db9::3", client: alice), at: 82)
        let prefixes = ["2001:db8:1::/48", "2001:db8::/32", "2001:db8:1:100::/56", "2001:db8:2::/48", "fd00::/8"]
            .map { IPv6Prefix($0)! }
        let counts = store.changeCounts(in: prefixes, at: Clock.at(100))
        #expect(counts == ChangeCounts(counts: [2, 2, 1, 0, 0], seconds: 60))
        // What was before the first change is not known to have been quiet.
        var young = BindingStore()
        young.say(Statement(prefix: "2001:db8:1::1", client: alice), at: 10)
        #expect(
            young.changeCounts(in: prefixes, at: Clock.at(30)) == ChangeCounts(counts: [1, 1, 0, 0, 0], seconds: 20))
        #expect(BindingStore().changeCounts(in: prefixes, at: Clock.at(30)).seconds == 0)
    }

    @Test(
        "pools count what is bound in them, whatever the filter: prefixes by how much they cover, addresses in a range")
    func pools() throws {
        var store = BindingStore()
        for (number, prefix) in [
            "2001:db8:8000::/56", "2001:db8:8000:100::/56", "2001:db8:8001::/48", "2001:db8:8000:200::/60",
            "2001:db8:9000::/56", "2001:db8:1::1000", "2001:db8:1::1fff", "2001:db8:1::2000", "2001:db8:8000::1",
        ].enumerated() {
            store.say(Statement(prefix: prefix, client: alice + "0\(number)"))
        }
        store.say(Statement(prefix: "2001:db8:8002::/56", client: alice, valid: 0))
        let homes = Pool("homes", IPv6Prefix("2001:db8:8000::/40")!, .prefixes(length: 56))
        let all = Pool("all", IPv6Prefix("2001:db8::/32")!, .prefixes(length: 56))
        let first = IPv6Address("2001:db8:1::1000")!
        let office = Pool(
            "office", IPv6Prefix("2001:db8:1::/64")!, .addresses(first...IPv6Address("2001:db8:1::1fff")!))
        let request = SurveyRequest(.prefixes, filter: try Filter(parsing: "/60"))
        let report = store.survey(request, pools: [homes, office, all], most: 4)
        #expect(report.pools == [PoolUse(homes, used: 258), PoolUse(office, used: 2), PoolUse(all, used: 259)])
        guard case .prefixes(let tree) = report.contents else { throw Unexpected() }
        #expect(tree.branch(PrefixTree.root).holdings == Holdings(prefixes: 1))
        #expect([homes, office, all].map(\.size) == [65_536, 4096, 1 << 24])
        let whole = IPv6Address.unspecified...IPv6Address(high: .max, low: .max)
        #expect(Pool("", PrefixTree.root, .addresses(whole)).size == nil)
        #expect(Pool("", PrefixTree.root, .prefixes(length: 128)).size == nil)
        #expect(store.survey(SurveyRequest(.clients), pools: [homes], most: 4).pools.isEmpty)
    }

    struct Unexpected: Error {}
}

extension BindingStore {
    /// A whole survey, so many slots at a time.
    ///
    /// - Parameter meanwhile: what happens to a copy of the store between two looks.
    func survey(
        _ request: SurveyRequest, pools: [Pool] = [], most: Int, meanwhile: (inout BindingStore) -> Void = { _ in }
    ) -> SurveyReport {
        var store = self
        var survey = Survey(request, pools: pools, seed: 7, at: Clock.at(60))
        for step in 0..<100_000 {
            survey.look(at: store, most: most, at: Clock.at(60 + step))
            survey.digest()
            if let report = survey.report { return report }
            meanwhile(&store)
        }
        preconditionFailure("a survey does not end")
    }
}

extension Holdings {
    fileprivate init(_ rows: [BindingRow]) {
        self.init()
        for row in rows { add(row.state != .bound ? .ended : row.kind == .prefix ? .prefix : .address) }
    }
}
