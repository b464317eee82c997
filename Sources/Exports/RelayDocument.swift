import DHCPv6Wire

/// A relay between a client and its server, as LQ_RELAY_DATA tells of it (RFC 5007 section 4.1.2.4).
extension RelayHop: JSONValue {
    public func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("link", link)
            json.member("peer", peer)
            json.member("interface-id", interfaceID.map(OpaqueOctets.init))
            json.member("remote-id", remoteID)
            json.member("subscriber-id", subscriberID.map(OpaqueOctets.init))
            json.member("relay-id", relayID)
            json.member("link-layer-address", linkLayerAddress.map { ColonHex(octets: $0.address) })
        }
    }
}

/// Octets that are often text: in hexadecimal, and as text if nothing in them needs escaping.
struct OpaqueOctets: JSONValue {
    let octets: [UInt8]

    func write(to json: inout JSONWriter) {
        json.valueObject { members(to: &$0) }
    }

    func members(to json: inout JSONWriter) {
        json.member("hex", Hex(octets: octets))
        json.member("text", SafeText.plain(octets))
    }
}

extension RemoteID: JSONValue {
    public func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("enterprise", enterprise)
            OpaqueOctets(octets: identifier).members(to: &json)
        }
    }
}

/// The same in one value, to join tables by: text if it is text, else `0x` and hexadecimal.
struct FlatOctets: JSONValue {
    let octets: [UInt8]

    var text: String {
        guard let text = SafeText.plain(octets), !text.hasPrefix("0x") else { return "0x" + octets.hex }
        return text
    }

    func write(to json: inout JSONWriter) { json.string(text) }
}

/// `ENTERPRISE:` and the identifier.
struct FlatRemoteID: JSONValue {
    let remoteID: RemoteID

    func write(to json: inout JSONWriter) {
        json.string("\(remoteID.enterprise):\(FlatOctets(octets: remoteID.identifier).text)")
    }
}
