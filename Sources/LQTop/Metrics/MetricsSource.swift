import Bindings
import Exports
import LeasequerySession
import Requestor

/// The figures for monitoring as they are when somebody asks. Takes the store's lock for a moment, so not for an event
/// loop.
struct MetricsSource: Sendable {
    let store: LiveStore
    var streams = Streams()

    func text(_ format: MetricsFormat = .prometheus) -> String {
        let now = SystemClock.now()
        let (servers, alarms, program) = store.read {
            ($0.serverReports(at: now), $0.alarms, ProgramFigures($0, streams: streams.figures))
        }
        return MetricsText.of(servers, alarms, program, version: lqtopVersion, at: now, format: format)
    }
}
