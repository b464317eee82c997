import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// A store of partners against one that was told the same and knows of no partners.
struct PairModelTests {
    private var random: SeededGenerator
    private var paired: BindingStore
    private var plain: BindingStore
    /// Since when each binding is in conflict.
    private var conflicts: [IPv6Prefix: Int64] = [:]

    init() {
        random = SeededGenerator(seed: 0)
        paired = .partners()
        plain = BindingStore()
    }

    @Test(
        "each binding is shown once, by the rule, through ends, expiry, limits and servers that start afresh",
        arguments: [1, 2, 3] as [UInt64], [10_000, 70])
    mutating func sameAsPlain(seed: UInt64, limit: Int) throws {
        random = SeededGenerator(seed: seed)
        paired = .partners(limit: limit)
        plain = BindingStore(servers: 2, limit: limit)
        for step in 0..<400 {
            say(at: step / 5)
            if step % 15 == 0 {
                paired.advance(to: Clock.at(step / 5))
                plain.advance(to: Clock.at(step / 5))
                noteConflicts(at: step / 5)
            }
            if step == 250 { startAfresh(at: step / 5) }
            if step % 50 == 49 { try compare(at: step / 5) }
        }
    }

    private mutating func say(at second: Int) {
        let server = Int.random(in: 0...1, using: &random)
        var statements: [Statement] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            var statement = ModelTests.statement(&random, keys: 60, at: second)
            statement.contact = [nil, 0, 1, 3, 5, 40].randomElement(using: &random)!
            statement.client = [alice, alice, alice, bob, vendor, vendor + "42"].randomElement(using: &random)!
            statements.append(statement)
        }
        var batch = UpdateBatch(statements)
        batch.skew = SkewEstimate(seconds: 0, lower: 0, upper: 0)
        paired.apply(batch, from: ServerID(rawValue: server), at: Clock.at(second))
        plain.apply(batch, from: ServerID(rawValue: server), at: Clock.at(second))
        noteConflicts(at: second)
    }

    private mutating func startAfresh(at second: Int) {
        let event = SessionEvent.serverChanged(
            from: DUID(octets: [1]), to: DUID(octets: [2]), at: Clock.at(second))
        paired.note(event, from: ServerID(rawValue: 1))
        plain.note(event, from: ServerID(rawValue: 1))
        noteConflicts(at: second)
    }

    /// What the first and the second server say about each binding.
    private var statements: [IPv6Prefix: [BindingRow?]] {
        var statements: [IPv6Prefix: [BindingRow?]] = [:]
        plain.visitRows { statements[$0.prefix, default: [nil, nil]][$0.server.rawValue] = $0 }
        return statements
    }

    private func isConflict(_ rows: [BindingRow?]) -> Bool {
        guard let first = rows[0], let second = rows[1] else { return false }
        let states = [first.state, second.state]
        if states == [.bound, .bound] { return first.duid != second.duid }
        return states.contains(.bound) && states.contains(.ended)
    }

    private mutating func noteConflicts(at second: Int) {
        var now: [IPv6Prefix: Int64] = [:]
        for (prefix, rows) in statements where isConflict(rows) {
            now[prefix] = conflicts[prefix] ?? Clock.start + Int64(second)
        }
        conflicts = now
    }

    private func shown(_ rows: [BindingRow?]) -> BindingRow? {
        guard var first = rows[0], var second = rows[1] else { return rows[0] ?? rows[1] }
        let since = conflicts[first.prefix]
        func source(_ row: BindingRow) -> PartnerSource {
            let kind: PartnerConflict? = since.map { _ in first.state == second.state ? .holder : .end }
            return PartnerSource(row, conflict: kind, since: since)
        }
        let isFirstOfTie =
            first.duid == second.duid && first.state == second.state || first.receivedAt >= second.receivedAt
        let isFirst: Bool
        switch (first.lastTransactionAt, second.lastTransactionAt) {
        case (nil, nil): isFirst = isFirstOfTie
        case (nil, _): isFirst = false
        case (_, nil): isFirst = true
        case (let mine?, let theirs?): isFirst = abs(mine - theirs) <= 4 ? isFirstOfTie : mine > theirs
        }
        (first.partner, second.partner) = (source(second), source(first))
        if let mine = first.lastTransactionAt, let theirs = second.lastTransactionAt, abs(mine - theirs) <= 4 {
            first.partner?.isUndecided = true
            second.partner?.isUndecided = true
        }
        return isFirst ? first : second
    }

    private func compare(at second: Int) throws {
        let wanted = statements.mapValues(shown)
        var seen = 0
        paired.visitRows { row in
            seen += 1
            #expect(row == wanted[row.prefix])
        }
        #expect(seen == wanted.count)
        let rows = paired.rows(nil, BindingOrder(.changed), 0..<10_000)
        #expect(rows.count == wanted.count)
        let totals = paired.totals(at: Clock.at(second))
        #expect(totals.boundAddresses == rows.count { $0.state == .bound && $0.kind == .address })
        #expect(totals.boundPrefixes == rows.count { $0.state == .bound && $0.kind == .prefix })
        #expect(totals.ended == rows.count { $0.state != .bound })
        for server in 0...1 {
            let report = paired.report(server, at: second)
            #expect(report.bound == plain.report(server, at: second).bound)
            #expect(report.partner?.server.rawValue == 1 - server)
            #expect(report.partner?.conflicts == conflicts.count)
            #expect(report.partner?.oldestConflict == conflicts.values.min())
            #expect(report.partner?.shared == rows.count { $0.partner != nil })
        }
    }
}
