import DHCPv6Wire
import OpenSSLTLS

/// What is said about TLS in one place: in a file of settings, in one section of it, on the command line.
public struct TLSKeys: Equatable, Sendable {
    /// The keys that name files.
    public static let files = ["ca-file", "ca-directory", "certificate", "key", "crl-file"]

    /// What is wrong with a key, and what to do.
    public struct Fault: Error {
        public var key: String
        public var fix: String

        public init(key: String, fix: String) {
            self.key = key
            self.fix = fix
        }
    }

    private var values: [String: String] = [:]

    public init() {}

    /// - Throws: `Fault` if two contradict each other or one is of no use.
    public init(_ values: [String: String]) throws(Fault) {
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

    public var isEmpty: Bool { values.isEmpty }

    public subscript(key: String) -> String? { values[key] }

    /// These, and what they do not say taken from `others`.
    public func completed(by others: TLSKeys) -> TLSKeys {
        var both = self
        for (key, value) in others.values where values[key] == nil {
            if trust != nil, key == "ca-file" || key == "ca-directory" { continue }
            both.values[key] = value
        }
        return both
    }

    /// The authorities that are named.
    private var trust: TLSSettings.Trust? {
        values["ca-file"].map { .file($0) } ?? values["ca-directory"].map { .directory($0) }
    }

    /// - Parameter fallback: whom to trust if nobody is named; nil if somebody must be.
    /// - Throws: `Fault` if something is missing: both ends show a certificate (RFC 7653 section 9.1).
    public func settings(trustingElse fallback: TLSSettings.Trust?) throws(Fault) -> TLSSettings {
        guard let trust = trust ?? fallback else {
            throw Fault(key: "ca-file", fix: "is missing: name the authorities that vouch for the other end")
        }
        return TLSSettings(
            trust: trust, certificate: try required("certificate"), key: try required("key"),
            revocationLists: values["crl-file"])
    }

    private func required(_ key: String) throws(Fault) -> String {
        guard let value = values[key] else {
            throw Fault(key: key, fix: "is missing: with TLS both ends show a certificate (RFC 7653 section 9.1)")
        }
        return value
    }
}

extension TLSSettings {
    /// As lines of a file of settings.
    ///
    /// - Parameter prefix: of the keys, as in `kea-certificate`.
    public func asConfigured(prefix: String = "") -> [String] {
        var lines: [String] = []
        switch trust {
        case .system: lines.append("# trusts the system's authorities")
        case .file(let path): lines.append("\(prefix)ca-file = \"\(path)\"")
        case .directory(let path): lines.append("\(prefix)ca-directory = \"\(path)\"")
        }
        lines += ["\(prefix)certificate = \"\(certificate)\"", "\(prefix)key = \"\(key)\""]
        if let revocationLists { lines.append("\(prefix)crl-file = \"\(revocationLists)\"") }
        return lines
    }
}
