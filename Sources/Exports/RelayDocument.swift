import DHCPv6Wire

/// The relays between a client and its server, as LQ_RELAY_DATA tells of them (RFC 5007 section 4.1.2.4).
///
/// `relay` is an array, outermost relay first, or null; `relay-fault` says what kept the rest of the chain from being
/// read, and `relay-octets` then holds the RELAY-FORW as it came.
struct RelayDocument {
    private let data: RelayData?

    /// - Parameter details: the options of a CLIENT_DATA, headers included.
    init(details: [UInt8]) {
        let options = try? RawOption.list(in: details.span.bytes, from: 0, to: details.count)
        data = try? options?.first(RelayData.self)
    }

    func write(to json: inout JSONWriter) {
        let path = data?.path
        if let path {
            json.array("relay") { json in
                for hop in path.hops { json.object { hop.write(to: &$0) } }
            }
        } else {
            json.member("relay", nil as String?)
        }
        json.member("relay-fault", path?.fault?.description)
        json.member("relay-octets", path?.fault == nil ? nil : data?.message.hex)
    }
}

extension RelayHop {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("link", link)
        json.member("peer", peer)
        json.member("interface-id", interfaceID.map(OpaqueOctets.init))
        json.member("remote-id", remoteID)
        json.member("subscriber-id", subscriberID.map(OpaqueOctets.init))
        json.member("relay-id", relayID)
        json.member("link-layer-address", linkLayerAddress?.address.colonHex)
    }
}

/// Octets that are often text: in hexadecimal, and as text if nothing in them needs escaping.
struct OpaqueOctets: JSONValue {
    let octets: [UInt8]

    func write(to json: inout JSONWriter) {
        json.valueObject { members(to: &$0) }
    }

    func members(to json: inout JSONWriter) {
        json.member("hex", octets.hex)
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
