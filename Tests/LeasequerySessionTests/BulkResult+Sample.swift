import DHCPv6Wire

@testable import LeasequerySession

extension BulkResult {
    /// What came of queries for link `::` with these outcomes.
    static func sample(
        _ outcomes: [BulkOutcome], bindings: Int = 1, server: DUID? = SessionBench.serverDUID,
        end: ConnectionEnd? = nil
    ) -> BulkResult {
        let reports = outcomes.map { outcome in
            var report = BulkReport(BulkQuery(.link(.unspecified)))
            report.outcome = outcome
            report.bindings = bindings
            return report
        }
        return BulkResult(reports: reports, end: end, serverID: server)
    }
}
