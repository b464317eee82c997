import ArgumentParser
import Settings

/// Where what is received goes, for `lqtop replay`.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Record everything that is received there, for 'lqtop replay'. It holds who has which address.",
            valueName: "file"))
    var record: String?

    @Flag(help: "Record over a file that is there.")
    var recordForce = false

    @Option(help: ArgumentHelp("The largest a recording gets, in MiB: 1 to 1048576.", valueName: "number"))
    var recordLimit: Int?

    /// What the options say, and the file where they say nothing; nil: nothing is recorded.
    func target(else configured: Recorder.Target?) throws(ConfigurationError) -> Recorder.Target? {
        guard var target = record.map({ Recorder.Target(path: $0) }) ?? configured else {
            guard !recordForce, recordLimit == nil else {
                throw ConfigurationError("command line", key: "--record", "is missing: nothing is recorded without it")
            }
            return nil
        }
        if record != nil, let limit = configured?.limit { target.limit = limit }
        if recordForce { target.overwrites = true }
        guard let recordLimit else { return target }
        guard Recorder.limits.contains(recordLimit) else {
            throw ConfigurationError(
                "command line", key: "--record-limit", value: "\(recordLimit)", "write 1 to 1048576")
        }
        target.limit = recordLimit << 20
        return target
    }
}
