import DHCPv6Wire

/// What is needed of the configuration of kea-dhcp6: its subnets, and where its leases are.
public struct KeaConfiguration: Hashable, Sendable {
    /// By Kea's id; those of shared networks among them.
    public private(set) var subnets: [UInt32: IPv6Prefix] = [:]
    /// The lease file; nil if the configuration leaves it to Kea.
    public private(set) var leaseFile: String?

    /// What cannot be used of the configuration, and what to do.
    public enum Fault: Error, Hashable {
        case unreadable(String)
        case notJSON(String)
        /// No `Dhcp6` in it.
        case notDHCPv6
        /// Leases of this kind are in no file.
        case otherDatabase(String)
        /// The subnet has no id, or its prefix is none.
        case subnet(String)
    }

    /// - Parameters:
    ///   - text: JSON with comments, as Kea reads it.
    ///   - include: gives the text of a file that is included; nil if it cannot be read.
    public init(
        parsing text: [UInt8], include: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws(Fault) {
        let document: JSONValue
        do throws(JSONValue.Fault) {
            document = try JSONValue(parsing: text, include: include)
        } catch {
            throw .notJSON("\(error)")
        }
        guard let server = document["Dhcp6"] else { throw .notDHCPv6 }
        try take(database: server["lease-database"])
        let networks = server["shared-networks"]?.elements ?? []
        for subnet in ([server] + networks).flatMap({ $0["subnet6"]?.elements ?? [] }) { try take(subnet: subnet) }
    }

    /// - Throws: `KeaConfigurationError` that names the file.
    public init(file path: String) throws(KeaConfigurationError) {
        let text: [UInt8]
        do throws(SystemFailure) {
            text = try OpenFile.contents(path)
        } catch {
            throw KeaConfigurationError(path: path, fault: .unreadable("\(error)"))
        }
        do throws(Fault) {
            // As seen from its folder; Kea itself sees them from where it was started, and absolute names are usual.
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            try self.init(parsing: text) { try? OpenFile.contents($0.hasPrefix("/") ? $0 : folder + $0) }
        } catch {
            throw KeaConfigurationError(path: path, fault: error)
        }
    }

    private mutating func take(database: JSONValue?) throws(Fault) {
        guard let database else { return }
        if let type = database["type"]?.text, type != "memfile" { throw .otherDatabase(type) }
        leaseFile = database["name"]?.text
    }

    private mutating func take(subnet: JSONValue) throws(Fault) {
        let text = subnet["subnet"]?.text ?? ""
        guard let prefix = IPv6Prefix(text), let id = subnet["id"]?.integer.flatMap({ UInt32(exactly: $0) }) else {
            throw .subnet(text)
        }
        subnets[id] = prefix
    }
}

extension KeaConfiguration.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason); or give --leases and --subnet instead"
        case .notJSON(let what): "is not the JSON that kea-dhcp6 reads: \(what)"
        case .notDHCPv6: "has no \"Dhcp6\": name the configuration of kea-dhcp6"
        case .otherDatabase(let type): "keeps leases in \(type), not in a file"
        case .subnet(let text):
            "has a subnet '\(text)' whose prefix or id is missing: "
                + "give each an id, as Kea 2.5 and later want it"
        }
    }
}

/// Which configuration cannot be used, and why.
public struct KeaConfigurationError: Error, Hashable, CustomStringConvertible {
    public let path: String
    public let fault: KeaConfiguration.Fault

    public var description: String { "\(path) \(fault)" }
}
