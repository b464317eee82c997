import LeasequerySession
import OpenSSLTLS
import Recordings
import Requestor
import Settings

extension Configuration {
    /// What a recording says of itself: names, modes and limits, as a configuration file; no filters, and no files.
    var recordingHeader: RecordingHeader {
        var recorded = Configuration()
        recorded.servers = servers.map(\.asRecorded)
        recorded.timers = timers
        recorded.pollInterval = pollInterval
        recorded.skewLimits = skewLimits
        recorded.alarms = alarms
        recorded.pools = pools
        recorded.maxBindings = maxBindings
        return RecordingHeader(program: "lqtop \(lqtopVersion)", configuration: recorded.description)
    }

    /// The sessions of a recording that was made with this configuration.
    ///
    /// - Parameter isRedacted: whether the recording is shown to others.
    func recordedSessions(isRedacted: Bool = false) throws(ConfigurationError) -> [SessionConfiguration] {
        let common = try session(as: OwnIdentity(duid: BulkRun.declinedClient, problem: nil))
        return servers.map { server in
            var session = common
            session.security = server.isInsecure ? .insecure : .tls
            session.mode = server.mode
            session.fillPlan = server.fillPlan
            session.keepsStatusText = !isRedacted
            return session
        }
    }
}

extension Configuration.Server {
    /// Whose certificates were used where is nobody else's business.
    fileprivate var asRecorded: Configuration.Server {
        guard case .tls(_, let name, _) = protection else { return self }
        var recorded = self
        let settings = TLSSettings(
            trust: .system, certificate: "not recorded", key: "not recorded", revocationLists: nil)
        recorded.protection = .tls(settings, name: name, pin: nil)
        return recorded
    }
}
