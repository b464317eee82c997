import Bindings
import DHCPv6Wire

/// What the other options of a client say, read once for all fields of a binding.
struct ClientFacts {
    /// Where a link-layer address is taken from.
    enum HardwareSource: String {
        /// A relay saw it (RFC 6939).
        case relay
        /// It stands in the DUID: a hint at the hardware, not a proof.
        case duid
    }

    let relayData: RelayData?
    let path: RelayPath?
    let hostName: DomainName?
    let hardware: (octets: [UInt8], source: HardwareSource)?

    init(_ row: BindingRow) {
        let options = row.details.isEmpty ? [] : ClientFacts.options(row.details)
        relayData = try? options.first(RelayData.self)
        path = relayData?.path
        hostName = (try? options.first(ClientFQDN.self))?.name
        let seen = path?.hops.reversed().lazy.compactMap(\.linkLayerAddress).first
        hardware = seen.map { ($0.address, .relay) } ?? row.duid.linkLayerAddress.map { ($0, .duid) }
    }

    /// What the relay nearest to the client says that says any.
    func nearest<Value>(_ value: (RelayHop) -> Value?) -> Value? {
        path?.hops.reversed().lazy.compactMap(value).first
    }

    private static func options(_ details: [UInt8]) -> [RawOption] {
        (try? RawOption.list(in: details.span.bytes, from: 0, to: details.count)) ?? []
    }
}
