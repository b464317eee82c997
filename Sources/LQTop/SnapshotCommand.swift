import ArgumentParser
import Bindings
import Exports
import Glibc
import LeasequerySession
import NIOCore
import NIOPosix
import Requestor
import Settings

/// `lqtop snapshot --bulk`: asks once and writes what was answered.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Ask servers for bindings once and write them as JSON, NDJSON or CSV.",
        discussion: """
            Exit status: 0 every query was answered to its end, 3 something is missing (the document says what), \
            1 nothing was got or it could not be written, 2 the options cannot be used.
            """)

    @Flag(help: "Ask by Bulk Leasequery (RFC 5460), the only way so far.")
    var bulk = false

    @OptionGroup(title: "Servers") var servers: ServerOptions
    @OptionGroup var redaction: RedactionOptions
    @OptionGroup(title: "Queries") var queries: BulkQueryOptions

    @Option(
        help: ArgumentHelp(
            "Write only the bindings that pass, in the language of / in the dashboard (docs/filter.md).",
            valueName: "filter"))
    var filter: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; - is standard output.", valueName: "file"))
    var output = "-"

    @Option(help: "What to write; if left out, what the file's ending says, else json.")
    var format: SnapshotFormat?

    @Flag(help: "Replace the output file if it is there.")
    var force = false

    func run() throws {
        let plan = try withUsableSettings(makePlan)
        if let problem = plan.identityProblem { StandardError.print(problem) }
        let store = LiveStore(
            servers: plan.servers.map { ($0.name, $0.isInsecure) }, pairs: plan.pairs, limit: plan.maxBindings)
        let results = SnapshotCommand.ask(plan, sink: store)
        let metadata = report(results, plan, store)
        guard !results.allSatisfy(\.isEmptyHanded) else { throw ExitCode.failure }
        try write(metadata, store, filter: plan.filter)
        if !metadata.isWhole { throw ExitCode.partial }
    }
}

extension SnapshotCommand {
    /// Everything the options and the configuration come to.
    private struct Plan {
        let servers: [Configuration.Server]
        let pairs: [FailoverPair]
        let maxBindings: Int
        let session: SessionConfiguration
        let identityProblem: String?
        let queries: [BulkQuery]
        let filter: Filter?
        let redactor: Redactor?
    }

    private func makePlan() throws(ConfigurationError) -> Plan {
        guard bulk else {
            throw ConfigurationError("command line", key: "snapshot", "add --bulk, the only way to ask so far")
        }
        var configuration = try servers.configuration()
        try redaction.apply(to: &configuration)
        guard !configuration.servers.isEmpty else {
            throw ConfigurationError(
                "command line", key: "--server", "name a server, there is none in a configuration file")
        }
        let queries = try queries.queries()
        if output != "-", !force {
            do throws(SnapshotError) {
                try SnapshotFile.checkAbsent(output)
            } catch {
                throw ConfigurationError("command line", key: "--output", value: output, "\(error), or add --force")
            }
        }
        let identity = OwnIdentity.load()
        return Plan(
            servers: configuration.servers, pairs: configuration.pairs, maxBindings: configuration.maxBindings,
            session: try configuration.session(as: identity), identityProblem: identity.problem, queries: queries,
            filter: try filter(savedIn: configuration), redactor: configuration.redactor)
    }

    private func filter(savedIn configuration: Configuration) throws(ConfigurationError) -> Filter? {
        guard let filter else { return nil }
        do throws(FilterError) {
            return try Filter(parsing: filter, saved: configuration.filters.filters)
        } catch {
            throw ConfigurationError("command line", key: "--filter", value: filter, "\(error)")
        }
    }

    /// Asks all servers at once and waits.
    private static func ask(_ plan: Plan, sink: any FeedSink) -> [BulkResult] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let fetches = plan.servers.enumerated().map { index, server in
            BulkFetch.start(
                plan.queries, at: server.target, as: ServerID(rawValue: index), configuration: plan.session,
                sink: sink, on: group.next())
        }
        // Fetching never fails: what went wrong is in the results.
        let results = (try? EventLoopFuture.whenAllSucceed(fetches, on: group.next()).wait()) ?? []
        try? group.syncShutdownGracefully()
        return results
    }

    /// Says on standard error what came of each query.
    private func report(_ results: [BulkResult], _ plan: Plan, _ store: LiveStore) -> SnapshotMetadata {
        let now = SystemClock.now()
        let reports = store.read { $0.serverReports(at: now) }
        for (server, result) in zip(reports, results) {
            if let end = result.end { StandardError.print("\(server.name): \(end.inBulk)") }
            for report in result.reports where !report.isWhole {
                let verdict = "'\(report.query)' \(report.verdict)"
                StandardError.print(
                    "\(server.name): \(plan.redactor == nil ? verdict : "a query was not answered in full")")
            }
            if server.dropped > 0 {
                StandardError.print("\(server.name): \(server.dropped) bindings over max-bindings left out")
            }
        }
        return SnapshotMetadata(
            version: lqtopVersion, createdAt: now.unixSeconds, filter: plan.filter?.fullText,
            servers: zip(zip(reports, plan.servers), results).map { pair, result in
                SnapshotMetadata.Server(pair.0, address: "\(pair.1.endpoint)", coverage: .bulk(result))
            }, redactor: plan.redactor)
    }

    private func write(_ metadata: SnapshotMetadata, _ store: LiveStore, filter: Filter?) throws {
        let copy = store.read { copy $0 }
        let now = SystemClock.now()
        do throws(SnapshotError) {
            let format = format ?? SnapshotFormat(ofFile: output) ?? .json
            let rows: SnapshotFile.Rows = { copy.visitRowsByAddress(matching: filter, at: now, $0) }
            if output == "-" {
                try SnapshotFile.write(metadata, as: format, toDescriptor: STDOUT_FILENO, rows: rows)
            } else {
                let count = try SnapshotFile.write(metadata, as: format, to: output, overwrite: force, rows: rows)
                StandardError.print("\(count) bindings written to \(output)")
            }
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.failure
        }
    }
}

extension SnapshotFormat: ExpressibleByArgument {}
