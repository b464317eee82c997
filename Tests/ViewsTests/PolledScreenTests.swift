import Bindings
import LeasequerySession
import Testing

@testable import Views

/// What is said of polled servers, and of those that should be: never `live`, and always how old.
struct PolledScreenTests {
    @Test("the detail of a polled server, of one that lacks links and of one without Active Leasequery")
    func servers() throws {
        for size in ScreenTests.sizes {
            let name = "\(size.columns)x\(size.rows)"
            try Golden.expect(Stage(.polled, size, keys: "1j").surface.text, "detail-polled-\(name)")
            try Golden.expect(Stage(.unpolled, size, keys: "1jj").surface.text, "detail-links-\(name)")
            try Golden.expect(Stage(.unpolled, size, keys: "1jjj").surface.text, "detail-noactive-\(name)")
        }
    }

    @Test("the detail of a polled binding says how old it is and what its times are worth")
    func binding() throws {
        for size in ScreenTests.sizes {
            let stage = Stage(.polled, size, keys: "2d")
            try Golden.expect(stage.surface.text, "detail-polledbinding-\(size.columns)x\(size.rows)")
        }
    }

    @Test("a list without rows says why of each server, and what to do")
    func empty() throws {
        var scene = Scene.unpolled
        scene.answer.totals.bound = 0
        try Golden.expect(
            Stage(scene, Size(columns: 120, rows: 36), keys: "2").surface.text, "unpolled-empty-120x36")
    }

    private func known(
        _ asOf: Moment, _ scope: FillScope = .everything, late: Moment = Scene.now.advanced(by: .seconds(9))
    )
        -> Words
    {
        CompletenessWords.short(.polled(asOf: asOf, scope, lateFrom: late), now: Scene.now)
    }

    @Test("the age of a poll counts from its beginning; two intervals without a complete one are bad")
    func age() {
        #expect(known(Scene.ago(40)) == Words("polled 40s ago", .good))
        #expect(known(Scene.ago(192), .links(1)) == Words("polled 3m12s ago, 1 link", .good))
        #expect(known(Scene.ago(700), late: Scene.now) == Words("polled 11m40s ago", .bad))
    }

    @Test("a polled server is counted as polled, whatever its state, and never as live")
    func counts() {
        func server(_ phase: FeedPhase, polled: Bool, _ completeness: Completeness) -> ServerReport {
            Scene.server(0, "a") { report in
                report.phase = phase
                report.pollInterval = polled ? .seconds(300) : nil
                report.completeness = completeness
            }
        }
        let live = server(.live, polled: false, .whole(asOf: Scene.now, .everything))
        let fresh = server(
            .polled(next: Scene.now), polled: true,
            .polled(asOf: Scene.ago(9), .everything, lateFrom: Scene.now.advanced(by: .seconds(591))))
        let late = server(
            .waiting(until: Scene.now), polled: true,
            .polled(asOf: Scene.ago(900), .everything, lateFrom: Scene.ago(300)))
        func words(_ servers: ServerReport...) -> Words { FeedWords.connected(servers, now: Scene.now) }
        #expect(words(fresh) == Words("1 server polled", .good))
        #expect(words(live, fresh) == Words("1 of 1 server live, 1 polled", .good))
        #expect(words(live, fresh, late) == Words("1 of 1 server live, 2 polled", .attention))
        #expect(words(late) == Words("1 server polled", .bad))
        #expect(words() == Words("0 of 0 servers live", .bad))
    }

    @Test("over all servers the polled ones are named with the oldest age, and an overdue one comes first")
    func overall() {
        func overall(_ servers: [ServerReport]) -> String {
            CompletenessWords.overall(servers, dropped: 0, now: Scene.now).text
        }
        let polled = Scene.polled.answer.servers
        #expect(
            overall(polled) == "whole as of 12:03:06Z; kea-lab polled 40s ago, as far as the configured links go")
        #expect(overall([polled[1]]) == "polled 40s ago, as far as the configured links go")
        #expect(overall(Scene.unpolled.answer.servers) == "OLD: kea-old polled 15m12s ago, 2 links")
    }
}
