import ArgumentParser
import Bindings
import DHCPv6Wire
import Exports
import History
import LeasequerySession
import Requestor
import Settings
import Views

/// `lqtop who`: asks a history file.
struct WhoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who",
        abstract: "Tell who had an address or prefix at a time.",
        discussion: """
            Looks into the history that watch keeps with --history or [history] in the configuration, also while it \
            does. Told are the very prefix, all that cover it and all that lie in it, and for which of the asked time \
            the record is not whole (docs/history.md). Times are UTC unless they end with an offset such as +02:00. \
            Example:

              lqtop who 2001:db8:1::/56 --at '2026-11-01 03:00'

            Exit status: 0 everything that was asked for is known, 3 not everything is (the answer says what), 1 the \
            file cannot be used, 2 for wrong usage.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "An address or prefix.")
    var prefix: String?

    @Option(help: ArgumentHelp("A client instead: its DUID, or a MAC that is in it.", valueName: "octets"))
    var clientID: String?

    @Option(help: ArgumentHelp("When; if left out, now as far as is known.", valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp("All of a range instead: from this time ...", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("... to this one; if left out, now.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("The history file, instead of the one in the configuration.", valueName: "file"))
    var history: String?

    @Option(help: "Configuration file, instead of ~/.config/lqtop/lqtop.toml or /etc/lqtop/lqtop.toml.")
    var config: String?

    @Option(help: "What to write.")
    var format = Format.text

    @Option(help: ArgumentHelp("Most spans in the answer: 1 to 1000000.", valueName: "number"))
    var most = 1000

    @OptionGroup var redaction: RedactionOptions

    func run() throws {
        let now = SystemClock.now().unixSeconds
        let plan = try withUsableSettings { () throws(ConfigurationError) -> Plan in try makePlan(now: now) }
        var isWhole = false
        try withReportedFailure {
            let answer = try HistoryReader(plan.path).answer(plan.question, at: now)
            isWhole = answer.isWhole
            try write(plan.redactor?.redacted(answer) ?? answer, plan.redactor)
        }
        if !isWhole { throw ExitCode.partial }
    }

    /// What the options and the configuration come to.
    private struct Plan {
        let path: String
        let question: HistoryQuestion
        let redactor: Redactor?
    }

    private func makePlan(now: Int64) throws(ConfigurationError) -> Plan {
        let question = try question(now: now)
        var configuration = try ConfigurationFile.load(config)
        try redaction.apply(to: &configuration)
        guard let path = history ?? configuration.history.file else {
            throw ConfigurationError(
                configuration.file ?? "no configuration file", key: "history.file",
                "is not there, so no history is kept; --history names one")
        }
        return Plan(path: path, question: question, redactor: configuration.redactor)
    }

    private func write(_ answer: HistoryAnswer, _ redactor: Redactor?) throws {
        switch format {
        case .json:
            var json = JSONWriter()
            HistoryDocument(answer, version: lqtopVersion, redactor: redactor).write(to: &json)
            try StandardOutput.write(json.take())
        case .text:
            let note = redactor == nil ? [] : ["(redacted)"]
            let text = (note + HistoryWords.lines(answer)).map { SafeText.printable($0, limit: 4096) + "\n" }
            try StandardOutput.write(Array(text.joined().utf8))
        }
    }
}

// What the options come to.
extension WhoCommand {
    func question(now: Int64) throws(ConfigurationError) -> HistoryQuestion {
        guard (1...1_000_000).contains(most) else { throw wrong("--most", "\(most)", "write 1 to 1000000") }
        return HistoryQuestion(try subject(), try time(now: now), most: most)
    }

    private func subject() throws(ConfigurationError) -> HistoryQuestion.Subject {
        switch (prefix, clientID) {
        case (let text?, nil):
            if let prefix = IPv6Prefix(text) { return .prefix(prefix) }
            if let address = IPv6Address(text) { return .prefix(IPv6Prefix(address, length: 128)) }
            throw wrong("prefix", text, "write an IPv6 address, or address/length without bits behind the length")
        case (nil, let text?):
            let octets = [UInt8](hex: text.filter { $0 != ":" && $0 != "-" })
            guard let octets, octets.count == 6 || DUID.validLengths.contains(octets.count) else {
                throw wrong("--client-id", text, "write the octets of a DUID or of a MAC in hexadecimal")
            }
            return octets.count == 6 ? .linkLayerAddress(octets) : .client(DUID(octets: octets))
        case (nil, nil), (_?, _?):
            throw ConfigurationError(
                "command line", key: "who", "name an address or prefix, or a client by --client-id")
        }
    }

    private func time(now: Int64) throws(ConfigurationError) -> HistoryQuestion.Time {
        guard let from else {
            guard until == nil else { throw ConfigurationError("command line", key: "--until", "needs --from") }
            return try moment(at, "--at").map { .at($0) } ?? .latest
        }
        guard at == nil else {
            throw ConfigurationError("command line", key: "--at", "contradicts --from; leave out either")
        }
        let begin = try moment(from, "--from") ?? now
        let end = try moment(until, "--until") ?? now
        guard begin <= end else { throw wrong("--from", from, "must be before the end") }
        return .range(begin...end)
    }

    private func moment(_ text: String?, _ option: String) throws(ConfigurationError) -> Int64? {
        guard let text else { return nil }
        guard let time = PastTime(text) else { throw wrong(option, text, PastTime.fix) }
        return time.unixSeconds
    }

    private func wrong(_ key: String, _ value: String, _ fix: String) -> ConfigurationError {
        ConfigurationError("command line", key: key, value: value, fix)
    }
}
