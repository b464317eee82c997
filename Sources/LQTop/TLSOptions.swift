import ArgumentParser
import Settings

/// TLS for the servers that are named by address on the command line.
struct TLSOptions: ParsableArguments {
    @OptionGroup var files: TLSFileOptions

    @Option(
        help: ArgumentHelp(
            "The DNS name or IP address in the server's certificate, if not the one given.", valueName: "name"))
    var serverName: String?

    @Option(help: ArgumentHelp("SHA-256 of the public key that the server must have.", valueName: "digest"))
    var pin: String?

    func keys() throws(ConfigurationError) -> TLSKeys { try files.keys(and: ["server-name": serverName, "pin": pin]) }
}
