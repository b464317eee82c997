import DHCPv6Wire

// Options that hold no options of DHCPv6, in their natural form.

extension OptionListDocument {
    /// The server's clock counts from 2000 and wraps in 2136: told as the date it has before that.
    func write(_ time: ServerTime, to json: inout JSONWriter) {
        json.member("seconds", time.rawValue)
        json.member("utc", UTCTime(unixSeconds: ServerTime.epochInUnixSeconds + Int64(time.rawValue)))
    }

    func write(_ status: StatusMessage, to json: inout JSONWriter) {
        json.member("status", status.status.description)
        json.member("status-code", status.status.rawValue)
        json.member("text", SafeText.printable(status.text))
    }

    func write(_ request: OptionRequest, to json: inout JSONWriter) {
        json.array("requested") { json in
            for code in request.codes { json.element(code.description) }
        }
    }

    func write(_ address: LinkLayerAddress, to json: inout JSONWriter) {
        json.member("hardware-type", address.hardwareType)
        json.member("link-layer-address", address.address.colonHex)
    }

    func write(_ fqdn: ClientFQDN, to json: inout JSONWriter) {
        json.member("flags", fqdn.flags)
        json.member("name", fqdn.name.description)
    }

    func write(_ links: ClientLinks, to json: inout JSONWriter) {
        json.array("links") { json in
            for link in links.links { json.element(link) }
        }
    }

    func write(_ vendor: VendorOptions, to json: inout JSONWriter) {
        json.member("enterprise", vendor.enterprise)
        json.array("sub-options") { json in
            for option in vendor.options {
                json.object { json in
                    json.member("code", option.code.rawValue)
                    OpaqueOctets(octets: option.data).members(to: &json)
                }
            }
        }
    }
}

/// A DUID and what its type says about it.
struct DUIDDocument {
    let duid: DUID

    func write(to json: inout JSONWriter) {
        json.member("duid", duid)
        switch duid.form {
        case .linkLayerAndTime(let hardwareType, let time, let address):
            json.member("duid-type", "LLT")
            json.member("hardware-type", hardwareType)
            json.member("time", UTCTime(unixSeconds: ServerTime.epochInUnixSeconds + Int64(time)))
            json.member("link-layer-address", address.colonHex)
        case .enterprise(let number, let identifier):
            json.member("duid-type", "EN")
            json.member("enterprise", number)
            OpaqueOctets(octets: identifier).members(to: &json)
        case .linkLayer(let hardwareType, let address):
            json.member("duid-type", "LL")
            json.member("hardware-type", hardwareType)
            json.member("link-layer-address", address.colonHex)
        case .uuid(let octets):
            json.member("duid-type", "UUID")
            json.member("uuid", octets.hex)
        case .unknown:
            json.member("duid-type", nil as String?)
        }
    }
}
