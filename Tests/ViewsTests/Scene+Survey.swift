import DHCPv6Wire
import LeasequerySession

@testable import Bindings

// Surveys of what a scene holds.
extension Scene {
    func standing(_ request: SurveyRequest) -> SurveyStanding? {
        guard surveyProgress == nil else { return SurveyStanding(request, progress: surveyProgress ?? 0) }
        let contents: SurveyReport.Contents =
            switch request.subject {
            case .clients: .clients(ranking)
            case .prefixes: .prefixes(tree)
            }
        return SurveyStanding(
            request, progress: 1,
            report: SurveyReport(
                request, beganAt: Scene.ago(2.5), endedAt: Scene.ago(2.1), changesMeanwhile: 31, contents: contents,
                pools: request.subject == .prefixes ? pools : []))
    }

    private func holding(_ row: BindingRow) -> Holding {
        row.state != .bound ? .ended : row.kind == .prefix ? .prefix : .address
    }

    private var ranking: ClientRanking {
        let rows = Dictionary(grouping: answer.bindings, by: \.duid).map { duid, rows in
            var holdings = Holdings()
            for row in rows { holdings.add(holding(row)) }
            var client = ClientRow(duid: duid, holdings: holdings, changedAt: rows.map(\.changedAt).max() ?? 0)
            client.details = rows.map(\.details).first { !$0.isEmpty } ?? []
            client.servers = Set(rows.map(\.server)).sorted()
            return client
        }
        let newest = rows.sorted { ($0.changedAt, $0.duid.description) > ($1.changedAt, $1.duid.description) }
        let most = newest.sorted { $0.holdings.bound > $1.holdings.bound }
        let former = rows.count { $0.holdings.bound == 0 }
        return ClientRanking(holding: rows.count - former, former: former, most: most, newest: newest)
    }

    private var tree: PrefixTree {
        var census = PrefixCensus()
        census.add(
            ContiguousArray(
                answer.bindings.map { row in
                    SurveySample(
                        address: row.prefix.address, client: 0, slot: 0, changedAt: 0, server: 0,
                        length: row.prefix.length, holding: holding(row))
                }))
        return census.tree()
    }

    func changeCounts(in prefixes: [IPv6Prefix]) -> ChangeCounts {
        let counts = prefixes.map { prefix in
            answer.changes.count { prefix.contains($0.prefix) && $0.origin != .bulk }
        }
        return ChangeCounts(counts: counts, seconds: 13.4)
    }

    /// Two providers' prefixes, delegated in /56, one /44 to a large customer, and addresses on many links.
    static var surveyed: Scene {
        var scene = usual
        scene.answer.bindings = (0..<300).map { number in
            binding(number) { row in
                let high =
                    [0x2001_0db8_0000_0000, 0x2001_0db8_8000_0000, 0x3fff_0000_0000_0000][number % 7 % 3] as UInt64
                let site = UInt64(number % 5) << 24
                switch number % 4 {
                case 0, 1:
                    row.prefix = IPv6Prefix(
                        IPv6Address(high: high + site + UInt64(number % 3) << 16 + 1, low: UInt64(number) + 1),
                        length: 128)
                    row.kind = .address
                default:
                    row.prefix = IPv6Prefix(IPv6Address(high: high + site + UInt64(number) << 8, low: 0), length: 56)
                    row.kind = .prefix
                }
                if number % 23 == 0 { row.state = .ended }
                row.duid = duid(number / 3)
            }
        }
        scene.answer.bindings[11].prefix = IPv6Prefix("2001:db8:20::/44")!
        scene.answer.bindings[13].prefix = IPv6Prefix("fd00:1:2:3::4/128")!
        scene.answer.changes = (0..<300).map { number in
            var row = change(number, .renewed)
            row.prefix = scene.answer.bindings[number * 13 % 300].prefix
            return row
        }
        scene.answer.totals.bound = scene.answer.bindings.count { $0.state == .bound }
        return scene
    }

    /// As `surveyed`, with pools of all sizes.
    static var pooled: Scene {
        var scene = surveyed
        let last = IPv6Address(high: 0x2001_0db8_0000_0001, low: .max)
        let first = IPv6Address(high: 0x2001_0db8_0000_0001, low: 0)
        func homes(_ name: String, _ prefix: String, used: UInt128) -> PoolUse {
            PoolUse(Pool(name, IPv6Prefix(prefix)!, .prefixes(length: 56)), used: used)
        }
        scene.pools = [
            homes("homes north", "2001:db8::/40", used: 12), homes("homes south", "2001:db8:8000::/40", used: 60_293),
            homes("homes lab", "3fff::/50", used: 66), homes("not used", "3fff:8000::/40", used: 0),
            PoolUse(Pool("office", IPv6Prefix("2001:db8:0:1::/64")!, .addresses(first...last)), used: 1234),
            PoolUse(
                Pool(
                    "office phones", IPv6Prefix("2001:db8:0:1::/64")!,
                    .addresses(first...IPv6Address(high: first.high, low: 99_999))), used: 3),
        ]
        return scene
    }

    /// A large store is being counted for the first time.
    static var counting: Scene {
        var scene = surveyed
        scene.surveyProgress = 0.409
        return scene
    }
}
