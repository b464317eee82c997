import DHCPv6Wire

/// Anything that makes bindings change: a simulation, a server's lease file.
///
/// A feed knows who its clients are; `BindingHistory` knows what they hold and when it changed. Values and times go in
/// and out, so a feed can be run in virtual time.
public protocol BindingFeed: Sendable {
    /// The links the server serves: a question about any other is answered with NotConfigured.
    var links: [IPv6Prefix] { get }

    /// Reports every binding there is before the server listens. Called once, before `advance`.
    mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void)

    /// Reports what changed since the last call and not after `now`, in order.
    mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void)

    /// Why nothing new comes in, in words; nil if all is well.
    var trouble: String? { get }

    /// What could not be read and was skipped, since the start.
    var rejected: RejectedInput { get }

    /// Nobody will ask for this client again before it is reported again: its number may be given to another one.
    mutating func forget(_ client: ClientNumber)

    /// Fills in who a client is. Called for every message: it should cost no more than copying octets.
    ///
    /// - Parameter description: emptied by the caller; its arrays keep their room.
    func describe(_ client: ClientNumber, into description: inout ClientDescription)
}

extension BindingFeed {
    public var trouble: String? { nil }

    public var rejected: RejectedInput { RejectedInput() }

    public func forget(_ client: ClientNumber) {}
}

/// One client on one link, as its feed counts them: from 0, without large holes.
public struct ClientNumber: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// What tells one binding of a server from another.
public struct BindingKey: Hashable, Sendable {
    /// Of length 128 for an address.
    public var prefix: IPv6Prefix
    public var kind: BindingKind

    public init(_ kind: BindingKind, _ prefix: IPv6Prefix) {
        self.prefix = prefix
        self.kind = kind
    }

    public init(address: IPv6Address) {
        self.init(.address, IPv6Prefix(address, length: 128))
    }
}

/// One binding's new state, in unix seconds of the server's clock.
public struct BindingChange: Equatable, Sendable {
    public enum State: Equatable, Sendable {
        /// Bound until `validUntil`; `Int64.max` is for ever.
        case bound(preferredUntil: Int64, validUntil: Int64)
        /// Expired, released, declined or deleted.
        case ended
    }

    public var key: BindingKey
    public var client: ClientNumber
    public var state: State
    /// When the server last heard from the client.
    public var lastTransaction: Int64

    public init(_ key: BindingKey, of client: ClientNumber, _ state: State, lastTransaction: Int64) {
        self.key = key
        self.client = client
        self.state = state
        self.lastTransaction = lastTransaction
    }
}

/// Who a client is and where it is attached, as octets ready for the wire.
public struct ClientDescription: Sendable {
    public var duid: [UInt8] = []
    /// An address of the client's link, as its relay names it.
    public var link = IPv6Address.unspecified
    /// The data of LQ_RELAY_DATA; empty if the server does not know.
    public var relayData: [UInt8] = []
    /// The data of CLIENT_FQDN; empty if the client gave no name.
    public var name: [UInt8] = []
    /// Room for a feed to put these together in.
    public var scratch = MessageWriter()

    public init() {}

    /// Forgets the client and keeps the room.
    public mutating func removeAll() {
        duid.removeAll(keepingCapacity: true)
        link = .unspecified
        relayData.removeAll(keepingCapacity: true)
        name.removeAll(keepingCapacity: true)
    }
}
