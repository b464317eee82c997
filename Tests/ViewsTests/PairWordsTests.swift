import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Views

struct PairWordsTests {
    /// The header's sentence over a pair and a third server.
    private func header(_ phases: [FeedPhase], _ completeness: [Completeness]) -> String {
        let servers = zip(phases, completeness).enumerated().map { index, state in
            Scene.server(index, ["dhcp-a", "dhcp-b", "branch"][index]) { report in
                (report.phase, report.completeness) = state
                guard index < 2 else { return }
                report.partner = PartnerReport(
                    server: ServerID(rawValue: 1 - index), shared: 0, conflicts: 0, oldestConflict: nil)
            }
        }
        return
            (PairWords.incomplete(servers, dropped: 0, now: Scene.now)
            ?? CompletenessWords.overall(servers, dropped: 0, now: Scene.now)).text
    }

    private static let whole = Completeness.whole(asOf: Scene.ago(1), .everything)
    private static let hole = Completeness.hole(since: Scene.ago(60))
    private static let retry = FeedPhase.waiting(until: Scene.now)

    @Test("one connected partner of two is told, unless more than that is wrong")
    func lonely() {
        let (whole, hole, retry) = (Self.whole, Self.hole, Self.retry)
        #expect(header([.live, .live, .live], [whole, whole, whole]) == "whole as of 12:03:06Z")
        #expect(
            header([.live, retry, .live], [whole, hole, whole])
                == "INCOMPLETE: only dhcp-a of dhcp-a/dhcp-b is connected")
        #expect(
            header([.connecting, .live, .live], [.unknown, whole, whole])
                == "INCOMPLETE: only dhcp-b of dhcp-a/dhcp-b is connected")
        #expect(
            header([.live, retry, retry], [whole, hole, hole])
                == "INCOMPLETE: 2 of 3 servers: dhcp-b, branch")
        #expect(
            header([retry, retry, .live], [hole, hole, whole]) == "INCOMPLETE: 2 of 3 servers: dhcp-a, dhcp-b")
        #expect(header([.live, .live, retry], [whole, whole, hole]) == "INCOMPLETE: branch: HOLE since 12:02:07Z")
    }

    @Test("a binding that the partner confirms is not in doubt, though its own feed broke")
    func confirmed() {
        func state(_ change: (inout BindingRow) -> Void) -> String {
            var row = Scene.shared(2, change)
            row.isUnverified = true
            return BindingWords.state(row).text
        }
        #expect(state { _ in } == "bound")
        #expect(state { $0.isUnverified = true } == "bound?")
        #expect(state { $0.state = .ended } == "bound?")
        #expect(state { $0.duid = Scene.duid(9) } == "bound?")
    }

    @Test("a conflict with a statement that may be old is told as such, and is none to an export")
    func unverifiedConflict() {
        var row = Scene.shared(4, conflict: .holder) { $0.duid = Scene.duid(7) }
        #expect(row.isInConflict == true)
        row.partner?.isUnverified = true
        #expect(row.isInConflict == nil)
        let stage = Stage(.pair)
        let words = PairWords.partner(row, stage.dashboard, now: Scene.now)?.text
        #expect(words?.contains("as far as it was heard: bound?") == true)
        #expect(Scene.shared(4).isInConflict == false)
        #expect(Scene.binding(4).isInConflict == nil)
    }

    @Test("names of partners are shortened at a boundary of words only")
    func names() {
        func sources(_ first: String, _ second: String) -> String {
            var dashboard = Dashboard()
            dashboard.servers = [Scene.server(0, first) { _ in }, Scene.server(1, second) { _ in }]
            return PairWords.sources(Scene.shared(2), dashboard).text
        }
        #expect(sources("dhcp-a", "dhcp-b") == "dhcp-a+b")
        #expect(sources("dhcp1", "dhcp2") == "dhcp1+dhcp2")
        #expect(sources("kea-1", "kea-10") == "kea-1+10")
        #expect(sources("north", "south") == "north+south")
        #expect(sources("a-", "a-") == "a-+a-")
    }

    @Test("the selection stays on a binding when the partner's statement takes its place")
    func selection() {
        var stage = Stage(.pair, keys: "2j")
        let chosen = stage.scene.answer.bindings[1]
        stage.scene.answer.bindings[1].server = ServerID(rawValue: 1)
        stage.scene.answer.bindings.insert(Scene.binding(1), at: 0)
        stage.look()
        #expect(stage.dashboard.selectedBinding?.prefix == chosen.prefix)
        #expect(stage.dashboard.selectedBinding?.server.rawValue == 1)
    }
}
