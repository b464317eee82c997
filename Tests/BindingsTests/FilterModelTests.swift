import DHCPv6Wire
import LeasequerySession
import TestSupport
import Testing

@testable import Bindings

/// What passes a filter against a plain reading of the same condition over the rows of the store.
struct FilterModelTests {
    @Test("any joining of terms passes what a plain reading of it passes", arguments: 1...20)
    func conditions(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let store = FilterLanguageTests.store
        let rows = store.screenful(everything(nil), at: Clock.at(100)).bindings
        for _ in 0..<100 {
            let condition = condition(depth: 4, using: &random)
            let filter = Filter(text: "", condition: condition)
            let found = store.screenful(everything(filter), at: Clock.at(100)).bindings.map(\.prefix)
            #expect(found == rows.filter { holds(condition, $0) }.map(\.prefix), "\(condition)")
        }
    }

    private func everything(_ filter: Filter?) -> Question {
        Question(filter: filter, table: .bindings(order: BindingOrder(.prefix), window: 0..<100))
    }

    private func condition(depth: Int, using random: inout SeededGenerator) -> Filter.Condition {
        let sort = depth == 0 ? 3 : Int.random(in: 0...3, using: &random)
        guard sort < 3 else { return .term(FilterModelTests.terms.randomElement(using: &random) ?? .conflict) }
        let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            condition(depth: depth - 1, using: &random)
        }
        return sort == 0 ? .all(parts) : sort == 1 ? .any(parts) : .not(.all(parts))
    }

    private static let terms: [FilterTerm] = [
        .inside(IPv6Prefix("2001:db8::/48")!), .covering(IPv6Prefix("2001:db8:0:100::7/128")!), .length(128),
        .exactly(IPv6Prefix("2001:db8:2::1/128")!), .kind(.prefix), .state(.bound), .change(.ended), .duidType(3),
        .time(.age, isLess: true, seconds: 20), .time(.expiry, isLess: false, seconds: 600),
        .client([UInt8](hex: bob)!), .clientIs([UInt8](hex: vendor)!), .clientIs([UInt8](hex: alice)!),
        .option(.clientFQDN, FilterText("alice")), .server(FilterText("south")),
    ]

    private func holds(_ condition: Filter.Condition, _ row: BindingRow) -> Bool {
        switch condition {
        case .all(let parts): parts.allSatisfy { holds($0, row) }
        case .any(let parts): parts.contains { holds($0, row) }
        case .not(let part): !holds(part, row)
        case .term(let term): holds(term, row)
        }
    }

    private func holds(_ term: FilterTerm, _ row: BindingRow) -> Bool {
        let now = Clock.start + 100
        switch term {
        case .inside(let prefix): return prefix.contains(row.prefix)
        case .covering(let prefix): return row.prefix.contains(prefix)
        case .exactly(let prefix): return row.prefix == prefix
        case .length(let length): return row.prefix.length == length
        case .kind(let kind): return row.kind == kind
        case .state(let state): return row.state == state
        case .change(let change): return row.lastChange == change
        case .duidType(let type): return row.duid.octets[1] == UInt8(type)
        case .time(.age, true, let seconds): return row.changedAt > now - Int64(seconds)
        case .time(.expiry, false, let seconds):
            return row.state == .bound && row.expiresAt.map { $0 > now + Int64(seconds) } ?? true
        case .client(let octets), .clientIs(let octets): return row.duid.octets == octets
        case .option: return row.prefix.address.low == 1 && row.details.count > 0
        case .server: return row.server.rawValue == 1
        default: return false
        }
    }
}
