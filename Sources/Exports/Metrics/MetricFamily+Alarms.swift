import Bindings
import LeasequerySession

extension MetricFamily {
    static let alarm = gauge("alarm", "1 for each alarm that is open; without a server it is about lqtop itself.")
    static let alarmsAcknowledged = gauge("alarms_acknowledged", "Open alarms that somebody has acknowledged.")
    static let alarmsRaised = counter("alarms_raised", "Alarms raised, by kind.")
}

extension Sample {
    /// An open alarm; nothing of what it found, which may name clients.
    static func alarm(_ alarm: Alarm, _ servers: [ServerReport]) -> Sample {
        let labels = [("kind", alarm.kind.rawValue), ("severity", "\(alarm.severity)")]
        return Sample(name(of: alarm.server, servers) + labels, .count(1))
    }

    static func raised(_ kind: Alarm.Kind, _ server: ServerID?, _ count: UInt64, _ servers: [ServerReport]) -> Sample {
        Sample(name(of: server, servers) + [("kind", kind.rawValue)], .count(count))
    }

    private static func name(of server: ServerID?, _ servers: [ServerReport]) -> [(name: String, value: String)] {
        guard let server, servers.indices.contains(server.rawValue) else { return [] }
        return [("server", servers[server.rawValue].name)]
    }
}
