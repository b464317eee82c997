import DHCPv6Wire

/// The members of a binding that a comparison needs, as they are read.
struct BindingMembers {
    private var address: IPv6Address?
    private var length: Int64?
    private var isPrefix: Bool?
    private var state: Snapshot.State?
    private var expiresAt: Int64?
    /// The text of its DUID.
    private(set) var client: [UInt8] = []
    private(set) var server = ""

    /// nil: something is missing, or cannot be.
    var entry: Snapshot.Entry? {
        guard let address, let isPrefix, let state, let length = UInt8(exactly: length ?? 128), length <= 128,
            !client.isEmpty
        else { return nil }
        return Snapshot.Entry(
            address: address, expiresAt: expiresAt ?? .max, client: 0, clientCount: 0, server: 0, length: length,
            isPrefix: isPrefix, state: state)
    }

    private static let names: [(name: [UInt8], member: Member)] = [
        ("server", .server), ("ip-address", .address), ("type", .type), ("prefix-len", .length), ("duid", .client),
        ("expires-at", .expiresAt), ("state", .state),
    ].map { (Array($0.utf8), $1) }

    private enum Member { case server, address, type, length, client, expiresAt, state }

    /// - Returns: false if the member whose name was read is another; its value is still to be read then.
    mutating func read(_ json: inout JSONReader) throws(SnapshotFault) -> Bool {
        var found: Member?
        for (name, member) in BindingMembers.names where name == json.text { found = member }
        switch found {
        case .server: if try json.string() { setServer(json.text) }
        case .address: if try json.string() { address = IPv6Address(utf8: json.text[...]) }
        case .type: if try json.string() { isPrefix = BindingMembers.isPrefix(json.text) }
        case .length: length = try json.integer()
        case .client: if try json.string() { client = json.text }
        case .expiresAt: expiresAt = try json.integer()
        case .state: if try json.string() { state = BindingMembers.state(json.text) }
        case nil: return false
        }
        return true
    }

    private mutating func setServer(_ text: [UInt8]) { server = String(decoding: text, as: UTF8.self) }

    private static func isPrefix(_ text: [UInt8]) -> Bool? {
        if text.elementsEqual("IA_PD".utf8) { return true }
        return text.elementsEqual("IA_NA".utf8) ? false : nil
    }

    private static func state(_ text: [UInt8]) -> Snapshot.State? {
        switch String(decoding: text, as: UTF8.self) {
        case "bound": .bound
        case "ended": .ended
        case "expired-unconfirmed": .expired
        default: nil
        }
    }
}
