import DHCPv6Wire

/// The DUID of a Kea server, which it keeps beside its leases.
public enum KeaServerID {
    /// Kea's is not to be had; what to do instead.
    public struct Unknown: Error, Hashable, CustomStringConvertible {
        let path: String
        let reason: String

        public var description: String {
            "the server's DUID is not known: \(path): \(reason); give one with --server-id, and the same at every start"
        }
    }

    /// - Parameter leases: the path of the lease file.
    public static func read(beside leases: String) throws(Unknown) -> DUID {
        let folder = leases.lastIndex(of: "/").map { leases[...$0] } ?? ""
        let path = "\(folder)kea-dhcp6-serverid"
        let text: [UInt8]
        do throws(SystemFailure) {
            text = try OpenFile.contents(path)
        } catch {
            throw Unknown(path: path, reason: "\(error)")
        }
        let digits = text.filter { !":\n\r ".utf8.contains($0) }
        guard let octets = [UInt8](hexDigits: digits), DUID.validLengths.contains(octets.count) else {
            throw Unknown(path: path, reason: "holds no DUID")
        }
        return DUID(octets: octets)
    }
}
