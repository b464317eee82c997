import ArgumentParser
import Bindings
import Settings

/// Whether everything that is shown or written is for others to see.
struct RedactionOptions: ParsableArguments {
    @Flag(
        help: """
            Replace what tells who a client is, on the screen and in all that is written (docs/redaction.md); the key \
            of the pseudonyms is made at the first use.
            """)
    var redact = false

    /// Makes the redactor if it is wanted here or in the configuration.
    func apply(to configuration: inout Configuration) throws(ConfigurationError) {
        if redact { configuration.redaction.isOn = true }
        guard configuration.redaction.isOn else { return }
        guard let path = configuration.redaction.keyFile ?? UserDirectories.state("redaction.key") else {
            throw ConfigurationError(
                "redaction", key: "key-file", "there is no home directory to keep a key in; name a file in [redaction]")
        }
        configuration.redactor = try RedactionKeyFile(path: path).redactor(configuration.redaction)
    }
}

extension Configuration {
    /// - Throws: `ConfigurationError` if something is to be written that cannot be redacted, although all is to be.
    func checkRedaction() throws(ConfigurationError) {
        guard redaction.isOn, let recording else { return }
        throw ConfigurationError(
            file ?? "command line", key: "record-file", value: recording.path,
            "a recording is what was received and cannot be redacted: leave out one of the two; "
                + "'lqtop replay --redact' shows a recording to others")
    }
}
