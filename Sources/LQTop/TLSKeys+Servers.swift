import OpenSSLTLS
import Requestor
import Settings

extension TLSKeys {
    /// The keys of one server.
    static let ofServer = files + ["server-name", "pin"]

    /// - Throws: `Fault` if we have no certificate to show: both ends show one (RFC 7653 section 9.1).
    func protection(for endpoint: ServerEndpoint) throws(Fault) -> ServerTarget.Protection {
        .tls(
            try settings(trustingElse: .system), name: self["server-name"] ?? endpoint.certificateName,
            pin: self["pin"].flatMap(PublicKeyPin.init))
    }
}

extension ServerTarget.Protection {
    /// As lines of a configuration file.
    var asConfigured: [String] {
        guard case .tls(let settings, let name, let pin) = self else { return ["insecure = true"] }
        return settings.asConfigured() + ["server-name = \"\(name)\""] + (pin.map { ["pin = \"\($0)\""] } ?? [])
    }
}
