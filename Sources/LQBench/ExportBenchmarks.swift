import Bindings
import Exports
import Glibc
import LeasequerySession

// What a snapshot of everything takes, and what a feed that goes on waits for meanwhile.
extension LQBenchCommand {
    /// Messages that the feed tells again and again.
    private static let told = 200

    static func export(_ corpus: Corpus, rounds: Int) throws(BenchmarkError) -> String {
        let store = LiveStore(servers: [(name: "corpus", isInsecure: true)], limit: 16_000_000)
        _ = try forEachBatch(of: corpus) { store.receive($0, [], from: server, at: moment) }
        let news = try corpus.beginning(messages: told)
        let feed = WaitingFeed { _ = try? forEachBatch(of: news) { store.receive($0, [], from: server, at: moment) } }
        defer { feed.stop() }
        feed.takeLongest()
        usleep(200_000)
        var lines = [
            "milliseconds: least and middle of \(rounds); longest that a feed needed for \(told) messages meanwhile",
            "\(milliseconds(feed.takeLongest()))  nothing is exported",
        ]
        for format in SnapshotFormat.allCases {
            var watch = Stopwatch()
            var count = 0
            for _ in 0..<rounds { count = try watch.time { () throws(BenchmarkError) in try write(store, as: format) } }
            lines.append(WaitingFeed.line("\(format.name), \(count) bindings", watch, feed, rounds: rounds))
        }
        return lines.joined(separator: "\n")
    }

    /// As the dashboard does it, but nowhere.
    private static func write(_ store: LiveStore, as format: SnapshotFormat) throws(BenchmarkError) -> Int {
        let copy = store.read { copy $0 }
        let metadata = SnapshotMetadata(
            version: "0", createdAt: moment.unixSeconds, filter: nil,
            servers: copy.serverReports(at: moment).map { SnapshotMetadata.Server($0, address: "[::1]:547") })
        let path = "/dev/null"
        let descriptor = open(path, O_WRONLY)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        do throws(SnapshotError) {
            return try SnapshotFile.write(metadata, as: format, toDescriptor: descriptor) { body in
                copy.visitRowsByAddress(matching: nil, at: moment, body)
            }
        } catch {
            throw .unreadable(path: path, errno: errno)
        }
    }
}
