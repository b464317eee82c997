import ArgumentParser
import Responder
import Settings

/// How connections are protected: TLS with certificates at both ends, or clear text by its own switch.
struct ProtectionOptions: ParsableArguments {
    @OptionGroup var files: TLSFileOptions

    @Option(
        help: ArgumentHelp(
            "A requestor to talk to, by common name, DNS name, address or subject of its certificate; may be repeated. "
                + "Without it, all that the authorities vouch for.", valueName: "name"))
    var allow: [String] = []

    @Flag(help: "Serve clear text to whoever connects: off unless asked for (RFC 7653 section 9.1).")
    var insecure = false

    /// What these and the file come to; either choice made here wins over both in the file.
    func protection(_ file: TOMLSection?) throws(ConfigurationError) -> ServerConfiguration.Protection {
        let keys = try files.keys()
        guard !insecure else {
            guard keys.isEmpty, allow.isEmpty else {
                throw ConfigurationError(
                    "command line", key: "--insecure", "contradicts the options for TLS; take out either")
            }
            return .insecure
        }
        let fileKeys = try file?.tls() ?? TLSKeys()
        let fileAllow = try file?.texts("allow") ?? []
        if try file?.flag("insecure") == true, let file {
            guard fileKeys.isEmpty, fileAllow.isEmpty else {
                throw file.error("insecure", "contradicts the keys for TLS; take out either")
            }
            if keys.isEmpty, allow.isEmpty { return .insecure }
        }
        let names = allow.isEmpty ? fileAllow : allow
        do throws(TLSKeys.Fault) {
            let settings = try keys.completed(by: fileKeys).settings(trustingElse: nil)
            return .tls(settings, clients: names.isEmpty ? nil : names)
        } catch {
            throw ConfigurationError(
                "command line", key: "--\(error.key)",
                "\(error.fix); TLS needs --certificate, --key, and one of --ca-file and --ca-directory, here or in a "
                    + "file; or add --insecure for clear text to whoever connects (RFC 7653 section 9.1)")
        }
    }
}

extension ServerConfiguration.Protection {
    /// As lines of a configuration file.
    var asConfigured: [String] {
        guard case .tls(let settings, let clients) = self else { return ["insecure = true"] }
        return settings.asConfigured() + (clients.map { ["allow = \(TOMLSection.array($0))"] } ?? [])
    }
}
