import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// Known and unknown time as cells.
struct CoverageTests {
    private static let end: Int64 = 1_800_000_000

    private func time(_ secondsAgo: Int64) -> ServerTime { ServerTime(unixSeconds: Self.end - secondsAgo) }

    private func bar(_ holes: [Hole], liveSince: Int64 = 1000, knownTo: Int64? = 0) -> String {
        let coverage = Coverage(
            holes: holes, liveSince: Self.end - liveSince, knownTo: knownTo.map(time), end: Self.end, cells: 10,
            cellLength: 10)
        return String(
            coverage.cells.map { cell -> Character in
                switch cell {
                case .before: "."
                case .covered: "#"
                case .unheard: "_"
                case .unknown: "?"
                }
            })
    }

    private func hole(_ from: Int64?, _ to: Int64?) -> Hole {
        Hole(.dataMissing, from: from.map(time), to: to.map(time), since: Clock.at(0))
    }

    @Test("a cell is known only if all of it is: a hole of one second makes it unknown")
    func holes() {
        #expect(bar([]) == "##########")
        #expect(bar([hole(55, 54)]) == "####?#####")
        #expect(bar([hole(51, 49)]) == "####??####")
        #expect(bar([hole(1, 1)]) == "#########?")
    }

    @Test("an open end reaches to now, an open beginning from ever")
    func open() {
        #expect(bar([hole(35, nil)]) == "######????")
        #expect(bar([hole(nil, 65)]) == "????######")
        #expect(bar([hole(nil, nil)]) == "??????????")
    }

    @Test("before the feed was live nothing is claimed, and after its newest message neither")
    func edges() {
        #expect(bar([], liveSince: 65) == "...#######")
        #expect(bar([], knownTo: 25) == "########__")
        #expect(bar([], knownTo: nil) == "__________")
        #expect(bar([hole(25, nil)], liveSince: 65, knownTo: 25) == "...####???")
    }

    @Test("a server that is polled, or never was live, has no bar; a wide one has a cell for each second at most")
    func report() throws {
        var report = ServerReport(server: ServerID(rawValue: 0), name: "s", isInsecure: false)
        #expect(report.coverage(of: .minutes, room: 60, at: Clock.at(0)) == nil)
        report.ledger.note(phase: .live, at: Clock.at(-100))
        let coverage = try #require(report.coverage(of: .minutes, room: 77, at: Clock.at(0)))
        #expect(coverage.cellLength == 8 && coverage.cells.count == 75 && coverage.end == Clock.start)
        #expect(report.coverage(of: .minutes, room: 5000, at: Clock.at(0))?.cells.count == 600)
        report.pollInterval = .seconds(60)
        #expect(report.coverage(of: .minutes, room: 60, at: Clock.at(0)) == nil)
    }
}
