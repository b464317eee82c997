import ArgumentParser

/// TLS for the servers that are named by address on the command line.
struct TLSOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Trust the authorities in this PEM file, not the system's.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Trust the authorities in this directory (openssl rehash).", valueName: "directory"))
    var caDirectory: String?

    @Option(help: ArgumentHelp("Our certificate and its chain, PEM.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("Its private key, PEM, readable by nobody else.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The DNS name or IP address in the server's certificate, if not the one given.", valueName: "name"))
    var serverName: String?

    @Option(help: ArgumentHelp("SHA-256 of the public key that the server must have.", valueName: "digest"))
    var pin: String?

    @Option(help: ArgumentHelp("Revocation lists of every authority in the server's chain, PEM.", valueName: "file"))
    var crlFile: String?

    func keys() throws(ConfigurationError) -> TLSKeys {
        let values = [
            "ca-file": caFile, "ca-directory": caDirectory, "certificate": certificate, "key": key,
            "server-name": serverName, "pin": pin, "crl-file": crlFile,
        ]
        do throws(TLSKeys.Fault) {
            return try TLSKeys(values.compactMapValues { $0 })
        } catch {
            throw ConfigurationError("command line", key: "--\(error.key)", error.fix)
        }
    }
}
