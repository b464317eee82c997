/// The message-level facts of a leasequery message, flat and without allocation. Ranges point into the octets the
/// message was decoded from.
@frozen
public struct MessageSummary: Equatable, Sendable {
    public var type: MessageType
    /// 24 bits.
    public var transactionID: UInt32
    /// LQ_BASE_TIME, if there is one of four octets.
    public var baseTime: ServerTime?
    /// STATUS_CODE, if there is one; `nil` means success.
    public var status: StatusCode?
    /// The UTF-8 text of STATUS_CODE; may be empty, may be anything.
    public var statusText: ByteRange?
    /// At message level CLIENTID is the **requestor's** DUID.
    public var clientID: ByteRange?
    public var serverID: ByteRange?
    /// How many CLIENT_DATA options there are, usable or not.
    public var clientDataCount: Int32
    /// CLIENT_DATA and IAPREFIX options that could not be used: what they said is lost (V-04, V-14, V-25).
    public var unusableStatements: Int32
    /// Oddities that leave the message usable.
    public var faults: WireFaults

    public init(type: MessageType, transactionID: UInt32) {
        self.type = type
        self.transactionID = transactionID
        baseTime = nil
        status = nil
        statusText = nil
        clientID = nil
        serverID = nil
        clientDataCount = 0
        unusableStatements = 0
        faults = []
    }

    /// A message without CLIENT_DATA and without a status: a keepalive on an active query (RFC 7653 section 8.4).
    @inlinable
    public var isEmpty: Bool { clientDataCount == 0 && status == nil }
}

/// What was odd about a message that is used all the same; each is counted and shown.
@frozen
public struct WireFaults: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// V-04: a known option of impossible length was ignored.
    public static let optionLength = WireFaults(rawValue: 1 << 0)
    /// V-14: CLIENT_DATA without CLIENTID was ignored.
    public static let clientWithoutID = WireFaults(rawValue: 1 << 1)
    /// V-13: CLIENT_DATA without IAADDR and IAPREFIX changed no binding.
    public static let clientWithoutLease = WireFaults(rawValue: 1 << 2)
    /// V-22: LQ_CLIENT_LINK has no place on TCP and was ignored.
    public static let clientLink = WireFaults(rawValue: 1 << 3)
    /// V-24: preferred above valid; valid was used for both.
    public static let preferredAboveValid = WireFaults(rawValue: 1 << 4)
    /// V-25: a prefix length over 128 was ignored, or bits set past the length were masked.
    public static let prefixBits = WireFaults(rawValue: 1 << 5)
    /// RFC 8415 section 21: an option that must stand alone came twice; the first was used.
    public static let repeatedOption = WireFaults(rawValue: 1 << 6)
    /// LQ_RELAY_DATA cannot be walked to its end; its octets are kept.
    public static let relayData = WireFaults(rawValue: 1 << 7)
}
