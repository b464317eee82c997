import Bindings
import LeasequerySession
import Settings

/// The keys of `[alarms]`: when something needs somebody.
enum AlarmKeys {
    static let all = [
        "shortest-silence", "storm-factor", "storm-floor", "disconnected-after", "hole-after", "conflict-after",
        "certificate-warning", "certificate-critical",
    ]

    static func read(_ section: TOMLSection) throws(ConfigurationError) -> AlarmSettings {
        try section.refuseOthers(than: all)
        let times = 1.0...86_400.0
        var settings = AlarmSettings()
        if let value = try section.seconds("shortest-silence", in: times) { settings.shortestSilence = value }
        if let value = try section.number("storm-factor", in: 2...1_000_000) { settings.stormFactor = value }
        if let value = try section.number("storm-floor", in: 0.1...1_000_000) { settings.stormFloor = value }
        if let value = try section.seconds("disconnected-after", in: times) { settings.disconnectedAfter = value }
        if let value = try section.seconds("hole-after", in: times) { settings.holeAfter = value }
        if let value = try section.seconds("conflict-after", in: times) { settings.conflictAfter = value }
        if let days = try section.integer("certificate-warning", in: 1...3_650) {
            settings.certificateWarningDays = days
        }
        if let days = try section.integer("certificate-critical", in: 1...3_650) {
            settings.certificateCriticalDays = days
        }
        guard settings.certificateCriticalDays <= settings.certificateWarningDays else {
            throw section.error(
                "certificate-critical",
                "must not be more days than certificate-warning, \(settings.certificateWarningDays)")
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
