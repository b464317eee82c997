import ArgumentParser

/// The files for TLS on a command line: the same names and words in every program.
public struct TLSFileOptions: ParsableArguments {
    @Option(help: TLSFileHelp.caFile)
    var caFile: String?

    @Option(help: TLSFileHelp.caDirectory)
    var caDirectory: String?

    @Option(help: TLSFileHelp.certificate)
    var certificate: String?

    @Option(help: TLSFileHelp.key)
    var key: String?

    @Option(help: TLSFileHelp.crlFile)
    var crlFile: String?

    public init() {}

    /// - Parameter others: what other options say, by key.
    public func keys(and others: [String: String?] = [:]) throws(ConfigurationError) -> TLSKeys {
        let files = [
            "ca-file": caFile, "ca-directory": caDirectory, "certificate": certificate, "key": key, "crl-file": crlFile,
        ]
        return try TLSKeys(options: files.merging(others) { $1 })
    }
}

/// What options for these files are told to be for.
public enum TLSFileHelp {
    public static let caFile = ArgumentHelp(
        "Trust the authorities in this PEM file to vouch for the other end.", valueName: "file")
    public static let caDirectory = ArgumentHelp(
        "Trust the authorities in this directory (openssl rehash).", valueName: "directory")
    public static let certificate = ArgumentHelp("Our certificate and its chain, PEM.", valueName: "file")
    public static let key = ArgumentHelp("Its private key, PEM, readable by nobody else.", valueName: "file")
    public static let crlFile = ArgumentHelp(
        "Revocation lists of every authority in the other end's chain, PEM.", valueName: "file")
}

extension TLSKeys {
    /// - Parameter prefix: of the options, as in `--kea-certificate`.
    public init(options: [String: String?], prefix: String = "") throws(ConfigurationError) {
        do throws(Fault) {
            try self.init(options.compactMapValues { $0 })
        } catch {
            throw ConfigurationError("command line", key: "--\(prefix)\(error.key)", error.fix)
        }
    }
}
