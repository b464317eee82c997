import Testing

@testable import Views

/// What tells a replay from the present.
struct ReplayScreenTests {
    private func stage(_ standing: ReplayStanding?, columns: Int = 80) -> Stage {
        var stage = Stage(.usual, Size(columns: columns, rows: 24))
        stage.dashboard.accept(standing)
        return stage
    }

    @Test(
        "every screen of a replay says so, with the date, the time and the pace", arguments: ["1", "2", "3", "6", "7"])
    func labelled(screen: String) {
        for columns in [80, 120] {
            var stage = stage(ReplayStanding(speed: 10, isPaused: true), columns: columns)
            stage.press(screen)
            #expect(stage.surface.text.hasPrefix(" lqtop  REPLAY 2026-08-21 12:03:07Z x10 paused  "))
            #expect(stage.dashboard.title(now: stage.now).hasPrefix("lqtop REPLAY: "))
        }
    }

    @Test("the pace and the end are told, and what is live has no such label")
    func pace() {
        #expect(stage(ReplayStanding(speed: 0.25, isPaused: false)).surface.text.contains("07Z x0.25  "))
        var over = ReplayStanding(speed: 1, isPaused: false)
        over.isOver = true
        #expect(stage(over).surface.text.contains("REPLAY 2026-08-21 12:03:07Z ended  "))
        #expect(!stage(nil).surface.text.contains("REPLAY"))
    }

    @Test("Space, ., (, ) and } are for the replay; where there is none they say so")
    func keys() {
        var replayed = stage(ReplayStanding(speed: 1, isPaused: false))
        replayed.press(" .()}")
        #expect(
            replayed.effects == [
                .replay(.pause), .replay(.step), .replay(.slower), .replay(.faster), .replay(.skip),
            ])
        var live = stage(nil)
        live.press(" ")
        #expect(live.effects.isEmpty && live.surface.text.contains("Nothing is replayed"))
    }
}
