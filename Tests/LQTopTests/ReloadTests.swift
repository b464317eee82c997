import Bindings
import Requestor
import Settings
import Testing

@testable import LQTop

/// The configuration read anew under running feeds.
struct ReloadTests {
    private func reload(_ text: String, running: String = ConfigurationTests.server) throws -> (String, Bool, Bool) {
        let mailbox = try DashboardMailbox()
        let running = try ConfigurationFile.parse(running, file: "c")
        let store = LiveStore(servers: [("a", true)], limit: 10)
        let reload = Reload(
            read: { () throws(ConfigurationError) in try ConfigurationFile.parse(text, file: "c") }, running: running,
            store: store, tell: mailbox.post)
        let preferences = reload()
        let line = try #require(mailbox.take().first)
        return (line.text, line.isFailure, preferences != nil)
    }

    @Test("what can be is in force at once")
    func adopted() throws {
        let text =
            "fps = 2\ntitle = false\n[filters]\nx = \"/48\"\n[alarms]\nhole-after = 99\n\(ConfigurationTests.server)"
        let (line, isFailure, isAdopted) = try reload(text)
        #expect(line == "c read anew." && !isFailure && isAdopted)
    }

    @Test("what needs a restart is named, and the rest is in force")
    func restart() throws {
        let (line, _, isAdopted) = try reload("max-bindings = 5\nretry-interval = 61\nstate-file = \"s\"\n")
        #expect(line == "c read anew. Only after a restart: servers, timeouts, max-bindings, state-file.")
        #expect(isAdopted)
    }

    @Test("a file that cannot be used changes nothing and says where it is wrong")
    func wrong() throws {
        let (line, isFailure, isAdopted) = try reload("fps = 2\nskew-warning = 0\n")
        #expect(line == "Nothing changed: c:2: skew-warning = 0: write seconds from 0.1 to 86400.0")
        #expect(isFailure && !isAdopted)
    }

    @Test("the limits of alarms and clocks are the new ones")
    func limits() {
        let store = LiveStore(servers: [("a", true)], limit: 10)
        var alarms = AlarmSettings()
        alarms.holeAfter = .seconds(99)
        store.adopt(skewLimits: SkewLimits(warning: 1, critical: 2), alarms: alarms)
        #expect(
            store.read { $0.serverReports(at: SystemClock.now())[0].skewLimits } == SkewLimits(warning: 1, critical: 2))
    }
}
