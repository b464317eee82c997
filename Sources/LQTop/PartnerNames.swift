import DHCPv6Wire
import Settings

/// Which servers are partners: as one of two names the other, or each does.
enum PartnerNames {
    /// The same servers, where the partner of each names it back.
    ///
    /// - Parameter sections: where the servers were read, in the same order.
    /// - Throws: `ConfigurationError` for a partner that is not there, is the server itself or has another partner.
    static func settled(
        _ servers: [Configuration.Server], _ sections: [TOMLSection]
    ) throws(ConfigurationError) -> [Configuration.Server] {
        var servers = servers
        for (index, section) in sections.enumerated() {
            guard let name = servers[index].partner else { continue }
            guard let partner = servers.firstIndex(where: { $0.name == name }) else {
                let others = servers.map(\.name).filter { $0 != servers[index].name }
                let advice = NearestWord.to(name, among: others).map { "; did you mean '\($0)'?" } ?? ""
                throw section.error("partner", "there is no server of that name\(advice)")
            }
            guard partner != index else { throw section.error("partner", "is this server; name the other one") }
            guard servers[partner].partner ?? servers[index].name == servers[index].name else {
                throw section.error(
                    "partner",
                    "has the partner '\(servers[partner].partner ?? "")'; a server has one, so take out either")
            }
            servers[partner].partner = servers[index].name
        }
        return servers
    }

    /// Leaves those alone whose partners are not among the servers.
    static func forgetAbsent(in servers: inout [Configuration.Server]) {
        let names = Set(servers.map(\.name))
        for index in servers.indices where !(servers[index].partner.map(names.contains) ?? true) {
            servers[index].partner = nil
        }
    }
}
