import DHCPv6Wire
import OpenSSLTLS
import Requestor

/// What is said about TLS in one place: at the top of the file for all servers, at one server, on the command line.
struct TLSKeys: Equatable {
    /// The keys that may stand at the top of the file.
    static let shared = ["ca-file", "ca-directory", "certificate", "key", "crl-file"]
    /// The keys of one server.
    static let all = shared + ["server-name", "pin"]

    /// What is wrong with a key, and what to do.
    struct Fault: Error {
        var key: String
        var fix: String
    }

    private var values: [String: String] = [:]

    init() {}

    /// - Throws: `Fault` if two contradict each other or one is of no use.
    init(_ values: [String: String]) throws(Fault) {
        for (key, value) in values where key != "pin" {
            guard !value.isEmpty, SafeText.plain(value.utf8) != nil, !value.contains("\"") else {
                throw Fault(key: key, fix: "write visible characters, no quotes or backslashes")
            }
        }
        if values["ca-file"] != nil, values["ca-directory"] != nil {
            throw Fault(key: "ca-directory", fix: "give either ca-file or ca-directory")
        }
        if let pin = values["pin"], PublicKeyPin(pin) == nil {
            throw Fault(
                key: "pin",
                fix: "write the 64 hexadecimal digits of: openssl x509 -in CERTIFICATE -pubkey -noout "
                    + "| openssl pkey -pubin -outform der | openssl sha256")
        }
        self.values = values
    }

    var isEmpty: Bool { values.isEmpty }

    /// These, and what they do not say taken from `others`.
    func completed(by others: TLSKeys) -> TLSKeys {
        var both = self
        let hasTrust = values["ca-file"] != nil || values["ca-directory"] != nil
        for (key, value) in others.values where values[key] == nil {
            if hasTrust, key == "ca-file" || key == "ca-directory" { continue }
            both.values[key] = value
        }
        return both
    }

    /// - Throws: `Fault` if we have no certificate to show: both ends show one (RFC 7653 section 9.1).
    func protection(for endpoint: ServerEndpoint) throws(Fault) -> ServerTarget.Protection {
        let trust: TLSSettings.Trust =
            if let file = values["ca-file"] {
                .file(file)
            } else if let directory = values["ca-directory"] {
                .directory(directory)
            } else {
                .system
            }
        let settings = TLSSettings(
            trust: trust, certificate: try required("certificate"), key: try required("key"),
            revocationLists: values["crl-file"])
        return .tls(
            settings, name: values["server-name"] ?? endpoint.certificateName,
            pin: values["pin"].flatMap(PublicKeyPin.init))
    }

    private func required(_ key: String) throws(Fault) -> String {
        guard let value = values[key] else {
            throw Fault(key: key, fix: "is missing: with TLS both ends show a certificate (RFC 7653 section 9.1)")
        }
        return value
    }
}

extension ServerTarget.Protection {
    /// As lines of a configuration file.
    var asConfigured: [String] {
        guard case .tls(let settings, let name, let pin) = self else { return ["insecure = true"] }
        var lines: [String] = []
        switch settings.trust {
        case .system: lines.append("# trusts the system's authorities")
        case .file(let path): lines.append("ca-file = \"\(path)\"")
        case .directory(let path): lines.append("ca-directory = \"\(path)\"")
        }
        lines += ["certificate = \"\(settings.certificate)\"", "key = \"\(settings.key)\""]
        lines += ["server-name = \"\(name)\""]
        if let pin { lines.append("pin = \"\(pin)\"") }
        if let path = settings.revocationLists { lines.append("crl-file = \"\(path)\"") }
        return lines
    }
}
