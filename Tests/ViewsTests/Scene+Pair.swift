import Bindings
import DHCPv6Wire
import LeasequerySession

extension Scene {
    /// Two partners that tell the same but for a few bindings, and a server of its own.
    static var pair: Scene {
        var scene = Scene()
        scene.answer.servers = [
            server(0, "dhcp-a") { live(&$0, partner: 1) },
            server(1, "dhcp-b", insecure: true) { live(&$0, partner: 0) },
            server(2, "branch") { live(&$0) },
        ]
        scene.answer.totals.bound = 1_961
        scene.answer.totals.changesPerSecond = 8.13
        scene.answer.totals.changeHistory = [0, 1, 0, 4, 8, 8, 9, 2, 0, 0, 12, 8]
        scene.answer.totals.lastSequence = 1000
        scene.answer.bindings = [
            shared(2),
            shared(4, conflict: .holder) { $0.duid = duid(7) },
            shared(6, conflict: .end) { row in
                row.state = .ended
                row.valid = .zero
                row.expiresAt = row.changedAt
            },
            binding(7),
            shared(9) { $0.expiresAt = now.unixSeconds + 60 },
            binding(10) { $0.server = ServerID(rawValue: 2) },
        ]
        scene.answer.changes = (0..<6).map { change($0, .renewed) }
        return scene
    }

    private static func live(_ report: inout ServerReport, partner: Int) {
        live(&report)
        report.partner = PartnerReport(
            server: ServerID(rawValue: partner), shared: 978, conflicts: 2, oldestConflict: now.unixSeconds - 123)
    }

    /// A binding that both have told; `change` makes of it what the partner says.
    static func shared(
        _ number: Int, conflict: PartnerConflict? = nil, _ change: (inout BindingRow) -> Void = { _ in }
    ) -> BindingRow {
        var row = binding(number)
        var other = row
        other.server = ServerID(rawValue: 1 - row.server.rawValue)
        other.receivedAt -= 3
        change(&other)
        row.partner = PartnerSource(
            other, conflict: conflict, since: conflict.map { _ in now.unixSeconds - Int64(number) * 30 })
        return row
    }
}
