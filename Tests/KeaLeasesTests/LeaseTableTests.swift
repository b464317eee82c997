import DHCPv6Wire
import Responder
import Testing

@testable import KeaLeases

struct LeaseTableTests {
    private var table = LeaseTable()
    private static let now: Int64 = 1_787_313_600

    @Test("assigned, renewed, given back: three changes of one client, the last with the time of the release")
    mutating func life() {
        #expect(take(row(valid: 7200, at: 0)) == ["::1 bound to 0 until 7200, heard 0"])
        #expect(take(row(valid: 7200, at: 60), after: 60) == ["::1 bound to 0 until 7260, heard 60"])
        #expect(take(row(valid: 0, at: 100, state: .released), after: 100) == ["::1 ended of 0, heard 100"])
    }

    @Test("a row that says again what is known changes nothing")
    mutating func repeated() {
        _ = take(row(valid: 7200, at: 0))
        #expect(take(row(valid: 7200, at: 0)) == [])
        _ = take(row(valid: 0, at: 9, state: .released), after: 9)
        #expect(take(row(valid: 0, at: 9, state: .released), after: 9) == [])
        #expect(take(row(valid: 7200, at: 0, state: .reclaimed), after: 9) == [])
    }

    @Test("a decline has lost its owner: the remembered one is told")
    mutating func declined() {
        _ = take(row(valid: 7200, at: 0))
        var declined = row(valid: 86_400, at: 30, state: .declined)
        declined.duid = [0, 0, 0]
        #expect(take(declined, after: 30) == ["::1 ended of 0, heard 30"])
        #expect(table.clients.count == 1)
    }

    @Test("what is deleted or reclaimed was not heard again")
    mutating func deleted() {
        _ = take(row(valid: 7200, at: 0))
        #expect(take(row(valid: 0, at: 500), after: 500) == ["::1 ended of 0, heard 0"])
    }

    @Test("a lease runs out by our timer, and the row of its reclamation says nothing new")
    mutating func expiry() {
        _ = take(row(valid: 100, at: 0))
        _ = take(row(valid: 100, at: 50), after: 50)
        #expect(expire(after: 149) == [])
        #expect(expire(after: 150) == ["::1 ended of 0, heard 50"])
        #expect(take(row(valid: 100, at: 50, state: .reclaimed), after: 160) == [])
        #expect(expire(after: 1_000_000) == [])
    }

    @Test("a row of a lease that ran out before it was read ends it")
    mutating func stale() {
        #expect(take(row(valid: 100, at: 0), after: 200) == [])
        _ = take(row(valid: 1_000, at: 0), after: 0)
        #expect(take(row(valid: 100, at: 10), after: 200) == ["::1 ended of 0, heard 0"])
    }

    @Test("a lifetime without end has no timer")
    mutating func forever() {
        #expect(take(row(valid: .max, at: 0)) == ["::1 bound to 0 for ever, heard 0"])
        #expect(expire(after: 1 << 40) == [])
    }

    @Test("the same address goes to another client")
    mutating func otherHolder() {
        _ = take(row(valid: 7200, at: 0))
        var other = row(valid: 7200, at: 20)
        other.duid = [0, 3, 0, 1, 9]
        #expect(take(other, after: 20) == ["::1 bound to 1 until 7220, heard 20"])
    }

    @Test("read anew: what is missing has ended, what is new or other is told, what is the same is not")
    mutating func anew() {
        for address in 1...4 as ClosedRange<UInt64> { _ = take(row(address, valid: 7200, at: 0)) }
        let rows = [
            row(2, valid: 7200, at: 0), row(3, valid: 7200, at: 0), row(3, valid: 7200, at: 5),
            row(4, valid: 7200, at: 0), row(4, valid: 0, at: 6, state: .released), row(5, valid: 7200, at: 7),
        ]
        var told: [String] = []
        table.beginAnew()
        for row in rows { table.take(row, now: Self.now + 10) { told.append($0.words(from: Self.now)) } }
        #expect(told == [])
        table.completeAnew { told.append($0.words(from: Self.now)) }
        #expect(
            told.sorted() == [
                "::1 ended of 0, heard 0", "::3 bound to 2 until 7205, heard 5", "::4 ended of 3, heard 0",
                "::5 bound to 4 until 7207, heard 7",
            ])
        #expect(expire(after: 7203) == ["::2 ended of 1, heard 0"])
    }

    private mutating func take(_ row: LeaseRow, after seconds: Int64 = 0) -> [String] {
        var told: [String] = []
        table.take(row, now: Self.now + seconds) { told.append($0.words(from: Self.now)) }
        return told
    }

    private mutating func expire(after seconds: Int64) -> [String] {
        var told: [String] = []
        table.expire(now: Self.now + seconds) { told.append($0.words(from: Self.now)) }
        return told
    }

    /// - Parameter seconds: when Kea heard the client.
    private func row(
        _ address: UInt64 = 1, valid: UInt32, at seconds: Int64, state: LeaseRow.State = .held
    ) -> LeaseRow {
        var line = "::1,00:03:00:01:0\(address),0,0,1,3600,0,1,128,0,0,,,0,,,,0"
        line = line.replacing("::1", with: "\(IPv6Address(high: 0, low: address))", maxReplacements: 1)
        guard var row = try? LeaseRow(Array(line.utf8)[...]) else { preconditionFailure("a sound row") }
        row.valid = valid
        row.expire = Self.now + seconds + Int64(valid)
        row.state = state
        return row
    }
}

extension BindingChange {
    /// Times as seconds after `start`.
    func words(from start: Int64) -> String {
        let heard = "heard \(lastTransaction - start)"
        return switch state {
        case .ended: "\(key.prefix.address) ended of \(client.rawValue), \(heard)"
        case .bound(_, .max): "\(key.prefix.address) bound to \(client.rawValue) for ever, \(heard)"
        case .bound(_, let until):
            "\(key.prefix.address) bound to \(client.rawValue) until \(until - start), \(heard)"
        }
    }
}
