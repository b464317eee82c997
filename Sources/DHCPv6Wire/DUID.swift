/// An opaque identifier of a client, server or requestor (RFC 8415 section 11): compared for equality, taken apart
/// only for display.
public struct DUID: Hashable, Sendable {
    /// Type and identifier, as on the wire.
    public let octets: [UInt8]

    /// Takes any octets: a peer may send a DUID of any length, and it is shown as it came.
    public init(octets: [UInt8]) {
        self.octets = octets
    }

    /// Lengths that RFC 8415 section 11.1 allows: two octets of type and 1 to 128 of identifier.
    public static let validLengths = 3...130

    /// What the octets say, for display.
    public enum Form: Equatable, Sendable {
        /// Type 1: hardware type, seconds since 2000-01-01 UTC, link-layer address.
        case linkLayerAndTime(hardwareType: UInt16, time: UInt32, address: [UInt8])
        /// Type 2: enterprise number and what that enterprise made up.
        case enterprise(number: UInt32, identifier: [UInt8])
        /// Type 3: hardware type and link-layer address.
        case linkLayer(hardwareType: UInt16, address: [UInt8])
        /// Type 4: 16 octets (RFC 6355).
        case uuid([UInt8])
        /// Any other type, or a known one of a length it cannot have.
        case unknown
    }

    public var form: Form {
        guard octets.count >= 2 else { return .unknown }
        let body = octets.dropFirst(2)
        switch (DUID.integer(octets.prefix(2)), body.count) {
        case (1, 7...):
            return .linkLayerAndTime(
                hardwareType: UInt16(DUID.integer(body.prefix(2))), time: DUID.integer(body.dropFirst(2).prefix(4)),
                address: Array(body.dropFirst(6)))
        case (2, 5...):
            return .enterprise(number: DUID.integer(body.prefix(4)), identifier: Array(body.dropFirst(4)))
        case (3, 3...):
            return .linkLayer(hardwareType: UInt16(DUID.integer(body.prefix(2))), address: Array(body.dropFirst(2)))
        case (4, 16):
            return .uuid(Array(body))
        default:
            return .unknown
        }
    }

    /// The link-layer address inside, if this is a DUID-LLT or DUID-LL: a hint at the hardware, not a proof.
    public var linkLayerAddress: [UInt8]? {
        switch form {
        case .linkLayerAndTime(_, _, let address), .linkLayer(_, let address): address
        case .enterprise, .uuid, .unknown: nil
        }
    }

    private static func integer(_ octets: ArraySlice<UInt8>) -> UInt32 {
        octets.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension DUID: CustomStringConvertible {
    /// Lower-case hex with colons, as Kea prints it: `00:03:00:01:...`.
    public var description: String { octets.colonHex }
}
