import LeasequerySession

/// A bulk connection, run again.
final class PlayedBulk {
    var runner: BulkRunner
    /// Of queries before, which had runs of their own.
    private var earlier: [BulkReport] = []

    init(_ runner: consuming BulkRunner) {
        self.runner = runner
    }

    /// Another query on the same connection.
    func begin(_ next: consuming BulkRunner) {
        earlier += runner.result.reports
        runner = next
    }

    var result: BulkResult {
        var result = runner.result
        result.reports = earlier + result.reports
        return result
    }

    func consume(_ octets: [UInt8], at now: Moment) {
        _ = runner.consume(octets.span.bytes, at: now)
    }

    func handOver(to sink: any FeedSink, from server: ServerID, at now: Moment) {
        guard !runner.batch.isEmpty else { return }
        runner.closeBatch(at: now)
        sink.receive(runner.batch, [], from: server, at: now)
        runner.batch.removeAll()
    }
}
