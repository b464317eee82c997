// Options that are one DUID or one number of seconds.

extension RawOption {
    /// CLIENTID, SERVERID, RELAY_ID.
    public init(_ code: OptionCode, _ duid: DUID) {
        self.init(code, duid.octets)
    }

    /// LQ_BASE_TIME, LQ_START_TIME, LQ_END_TIME.
    public init(_ code: OptionCode, _ time: ServerTime) {
        self.init(code, seconds: time.rawValue)
    }

    /// CLT_TIME.
    public init(_ code: OptionCode, seconds: UInt32) {
        self.init(code, [])
        data.append(bigEndian: seconds, octets: 4)
    }

    /// The DUID of CLIENTID, SERVERID or RELAY_ID; of any length but none.
    public func duid(at offset: Int = 0) throws(WireError) -> DUID {
        guard !data.isEmpty else { throw WireError(.optionLength(0), at: offset, in: code) }
        return DUID(octets: data)
    }

    /// The seconds of CLT_TIME.
    public func seconds(at offset: Int = 0) throws(WireError) -> UInt32 {
        var reader = OptionReader(self, at: offset)
        let seconds = try reader.uint32()
        try reader.end()
        return seconds
    }

    /// The server's clock in LQ_BASE_TIME, LQ_START_TIME or LQ_END_TIME (RFC 7653 section 6.3).
    public func time(at offset: Int = 0) throws(WireError) -> ServerTime {
        ServerTime(rawValue: try seconds(at: offset))
    }
}
