import ArgumentParser
import DHCPv6Wire
import LeasequerySession
import Settings

/// What a bulk leasequery asks for: each option is one query, and may be given again.
struct BulkQueryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("All bindings of the link with this address.", valueName: "address"))
    var link: [String] = []

    @Option(help: ArgumentHelp("All bindings of the client with this DUID, in hexadecimal.", valueName: "duid"))
    var clientId: [String] = []

    @Option(
        help: ArgumentHelp("All bindings made through the relay with this DUID, in hexadecimal.", valueName: "duid"))
    var relayId: [String] = []

    @Option(
        help: ArgumentHelp(
            "All bindings made with this Remote-Id: ENTERPRISE:HEX, or all octets in hexadecimal.", valueName: "id"))
    var remoteId: [String] = []

    @Option(help: ArgumentHelp("The binding of this address, or of the prefix that contains it.", valueName: "address"))
    var address: [String] = []

    /// In the order above; never empty.
    func queries() throws(ConfigurationError) -> [BulkQuery] {
        var targets: [BulkQuery.Target] = []
        for text in link { targets.append(.link(try BulkQueryOptions.address(text, of: "--link"))) }
        for text in clientId { targets.append(.client(try BulkQueryOptions.duid(text, of: "--client-id"))) }
        for text in relayId { targets.append(.relay(try BulkQueryOptions.duid(text, of: "--relay-id"))) }
        for text in remoteId { targets.append(.remote(try BulkQueryOptions.remote(text))) }
        for text in address { targets.append(.address(try BulkQueryOptions.address(text, of: "--address"))) }
        guard !targets.isEmpty else {
            throw ConfigurationError(
                "command line", key: "--bulk",
                "no bulk leasequery means 'everything': name each link with --link, or give --client-id, --relay-id, "
                    + "--remote-id or --address")
        }
        return targets.map { BulkQuery($0) }
    }

    private static func address(_ text: String, of option: String) throws(ConfigurationError) -> IPv6Address {
        guard let address = IPv6Address(text) else {
            throw ConfigurationError(
                "command line", key: option, value: text, "write an IPv6 address, without a length")
        }
        return address
    }

    private static func duid(_ text: String, of option: String) throws(ConfigurationError) -> DUID {
        guard let octets = octets(text), DUID.validLengths.contains(octets.count) else {
            throw ConfigurationError(
                "command line", key: option, value: text,
                "write \(DUID.validLengths.lowerBound) to \(DUID.validLengths.upperBound) octets in hexadecimal, such as "
                    + "00:03:00:01:02:00:5e:10:20:30")
        }
        return DUID(octets: octets)
    }

    private static func remote(_ text: String) throws(ConfigurationError) -> RemoteID {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, let enterprise = UInt32(parts[0]), let identifier = octets(parts[1]), !identifier.isEmpty {
            return RemoteID(enterprise: enterprise, identifier: identifier)
        }
        if parts.count != 2, let octets = octets(text),
            let remote = try? RemoteID(decoding: RawOption(.remoteID, octets))
        {
            return remote
        }
        throw ConfigurationError(
            "command line", key: "--remote-id", value: text, "write ENTERPRISE:HEX, such as 32473:706f72742d31")
    }

    /// Hexadecimal digits, with or without colons.
    private static func octets(_ text: some StringProtocol) -> [UInt8]? {
        [UInt8](hex: String(text.filter { $0 != ":" }))
    }
}
