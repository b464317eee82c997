import ArgumentParser
import OpenSSLTLS
import Responder

/// How connections are protected: TLS with certificates at both ends, or clear text by its own switch.
struct ProtectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's certificate and its chain, PEM.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("Its private key, PEM, readable by nobody else.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("The authorities that vouch for requestors, PEM.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("The same as a directory (openssl rehash).", valueName: "directory"))
    var caDirectory: String?

    @Option(help: ArgumentHelp("Revocation lists of every authority in a requestor's chain, PEM.", valueName: "file"))
    var crlFile: String?

    @Option(
        help: ArgumentHelp(
            "A requestor to talk to, by common name, DNS name, address or subject of its certificate; may be repeated. "
                + "Without it, all that the authorities vouch for.", valueName: "name"))
    var allow: [String] = []

    @Flag(help: "Serve clear text to whoever connects: off unless asked for (RFC 7653 section 9.1).")
    var insecure = false

    func validate() throws { _ = try protection() }

    func protection() throws -> ServerConfiguration.Protection {
        let files = [certificate, key, caFile, caDirectory, crlFile].compactMap { $0 }
        if insecure {
            guard files.isEmpty, allow.isEmpty else {
                throw ValidationError("--insecure contradicts the options for TLS; take out either")
            }
            return .insecure
        }
        guard let certificate, let key, let trust else {
            throw ValidationError(
                "TLS needs --certificate, --key, and one of --ca-file and --ca-directory; or add --insecure for clear "
                    + "text to whoever connects (RFC 7653 section 9.1)")
        }
        let settings = TLSSettings(trust: trust, certificate: certificate, key: key, revocationLists: crlFile)
        return .tls(settings, clients: allow.isEmpty ? nil : allow)
    }

    private var trust: TLSSettings.Trust? {
        switch (caFile, caDirectory) {
        case (let file?, nil): .file(file)
        case (nil, let directory?): .directory(directory)
        case (nil, nil), (_?, _?): nil
        }
    }
}
