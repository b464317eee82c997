import Bindings
import LeasequerySession
import Settings

/// The keys of `[alarms]`: when something needs somebody.
enum AlarmKeys {
    static let all = [
        "shortest-silence", "storm-factor", "storm-floor", "disconnected-after", "hole-after", "conflict-after",
        "certificate-warning", "certificate-critical",
    ]

    static func read(_ section: TOMLSection, _ problems: inout SettingsProblems) -> AlarmSettings {
        problems.add(section.others(than: all))
        let (times, days) = (1.0...86_400.0, 1...3_650)
        var settings = AlarmSettings()
        problems.take(&settings.shortestSilence, try section.seconds("shortest-silence", in: times))
        problems.take(&settings.stormFactor, try section.number("storm-factor", in: 2...1_000_000))
        problems.take(&settings.stormFloor, try section.number("storm-floor", in: 0.1...1_000_000))
        problems.take(&settings.disconnectedAfter, try section.seconds("disconnected-after", in: times))
        problems.take(&settings.holeAfter, try section.seconds("hole-after", in: times))
        problems.take(&settings.conflictAfter, try section.seconds("conflict-after", in: times))
        problems.take(&settings.certificateWarningDays, try section.integer("certificate-warning", in: days))
        problems.take(&settings.certificateCriticalDays, try section.integer("certificate-critical", in: days))
        if settings.certificateCriticalDays > settings.certificateWarningDays {
            let fix = "must not be more days than certificate-warning, \(settings.certificateWarningDays)"
            problems.add([section.error("certificate-critical", fix)])
        }
        return settings
    }

    /// As lines of a configuration file.
    static func text(_ settings: AlarmSettings) -> String {
        """

        [alarms]
        shortest-silence = \(settings.shortestSilence.inSeconds)
        storm-factor = \(settings.stormFactor)
        storm-floor = \(settings.stormFloor)
        disconnected-after = \(settings.disconnectedAfter.inSeconds)
        hole-after = \(settings.holeAfter.inSeconds)
        conflict-after = \(settings.conflictAfter.inSeconds)
        certificate-warning = \(settings.certificateWarningDays)
        certificate-critical = \(settings.certificateCriticalDays)
        """
    }
}
