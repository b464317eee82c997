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

    /// By its name in every format.
    enum Member: String, CaseIterable {
        case server, type, state
        case address = "ip-address"
        case length = "prefix-len"
        case client = "duid"
        case expiresAt = "expires-at"
    }

    private static let names = Member.allCases.map { (name: Array($0.rawValue.utf8), member: $0) }

    /// - Returns: false if the member whose name was read is another; its value is still to be read then.
    mutating func read(_ json: inout JSONReader) throws(SnapshotFault) -> Bool {
        var found: Member?
        for (name, member) in BindingMembers.names where name == json.text { found = member }
        switch found {
        case .length: length = try json.integer()
        case .expiresAt: expiresAt = try json.integer()
        case .server?, .address?, .type?, .client?, .state?: if try json.string() { set(found, json.text) }
        case nil: return false
        }
        return true
    }

    /// - Parameter text: of a cell that is not empty.
    /// - Returns: false if it should be a number and is none.
    mutating func read(_ text: [UInt8], as member: Member) -> Bool {
        switch member {
        case .length: length = Int64(String(decoding: text, as: UTF8.self))
        case .expiresAt: expiresAt = Int64(String(decoding: text, as: UTF8.self))
        case .server, .address, .type, .client, .state:
            set(member, text)
            return true
        }
        return member == .length ? length != nil : expiresAt != nil
    }

    private mutating func set(_ member: Member?, _ text: [UInt8]) {
        switch member {
        case .server: server = String(decoding: text, as: UTF8.self)
        case .address: address = IPv6Address(utf8: text[...])
        case .type: isPrefix = BindingMembers.isPrefix(text)
        case .client: client = text
        case .state: state = BindingMembers.state(text)
        case .length, .expiresAt, nil: break
        }
    }

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
