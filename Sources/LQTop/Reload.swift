import Bindings
import Settings
import Views

/// Reads the configuration anew while lqtop runs: what can change under running feeds takes effect at once, the
/// rest is named. A file that cannot be used changes nothing.
struct Reload {
    /// As at the start, options included; nil: there is nothing to be read.
    var read: (() throws(ConfigurationError) -> Configuration)?
    /// What the feeds run with.
    let running: Configuration
    let store: LiveStore
    let tell: Teller

    /// - Returns: what a dashboard is to adopt; nil: nothing changes. Tells how it went.
    func callAsFunction() -> Preferences? {
        guard let read else {
            tell("There is no configuration to read: lqtop was started without.", false)
            return nil
        }
        do throws(ConfigurationError) {
            let new = try read()
            store.adopt(skewLimits: new.skewLimits, alarms: new.alarms)
            tell(Reload.notice(new, whatNeedsRestart: running.needingRestart(to: new)), false)
            var preferences = new.preferences
            // What is redacted and what is not must be the same everywhere.
            preferences.redactor = running.redactor
            return preferences
        } catch {
            // It may quote a filter, and that a client.
            let reason = running.redactor == nil ? "\(error)" : "the configuration is wrong; 'lqtop check' says where"
            tell("Nothing changed: \(reason)", true)
            return nil
        }
    }

    private static func notice(_ new: Configuration, whatNeedsRestart names: [String]) -> String {
        let done = "\(new.file ?? "No file: the defaults") read anew."
        return names.isEmpty ? done : "\(done) Only after a restart: \(names.joined(separator: ", "))."
    }
}

extension Configuration {
    /// The keys whose values differ and that feeds, once they run, cannot take on.
    func needingRestart(to new: Configuration) -> [String] {
        let differs: [(String, Bool)] = [
            ("servers", servers != new.servers), ("pools", pools != new.pools), ("timeouts", timers != new.timers),
            ("max-bindings", maxBindings != new.maxBindings), ("metrics-file", metricsFile != new.metricsFile),
            ("metrics-listen", metricsListen != new.metricsListen), ("state-file", stateFile != new.stateFile),
            ("record-file", recording != new.recording), ("redaction", redactor != new.redactor),
            ("stream", stream != new.stream), ("history", history != new.history),
        ]
        return differs.filter(\.1).map(\.0)
    }
}
