import DHCPv6Wire

/// What a comparison has to know of a snapshot: what it says of itself, and of each binding what names it, who holds it
/// and when it ends, in less than a hundred octets.
public struct Snapshot: Sendable {
    /// How it was made fit for others to see.
    public struct Redaction: Hashable, Sendable {
        public var keyFingerprint = ""
        public var prefixLength: Int64 = 0
    }

    /// What it says of itself.
    public struct Origin: Hashable, Sendable {
        public var created = ""
        public var filter: String?
        public var isWhole = false
        /// The servers whose bindings are not all there, as `name: hole`.
        public var partialServers: [String] = []
        public var redaction: Redaction?
    }

    enum State: UInt8 {
        case bound, ended, expired
    }

    /// One binding in 48 octets.
    struct Entry {
        var address: IPv6Address
        /// Unix seconds; the largest: never.
        var expiresAt: Int64
        /// Where the text of its DUID begins.
        var client: UInt32
        var clientCount: UInt16
        var server: UInt16
        /// 128 for an address.
        var length: UInt8
        var isPrefix: Bool
        var state: State
    }

    public internal(set) var origin = Origin()
    /// By address, length and kind.
    private(set) var entries: [Entry] = []
    private var clients: [UInt8] = []
    private(set) var servers: [String] = []
    private var isSorted = true

    /// Bindings that hold.
    public var bound: Int { entries.count { $0.state == .bound } }

    public var count: Int { entries.count }

    func client(of entry: Entry) -> ArraySlice<UInt8> {
        clients[Int(entry.client)..<Int(entry.client) + Int(entry.clientCount)]
    }

    /// - Returns: false if there is no room for it.
    mutating func add(_ entry: Entry, client: [UInt8], server: String) -> Bool {
        guard clients.count + client.count < UInt32.max, client.count <= UInt16.max, let place = place(of: server)
        else { return false }
        var entry = entry
        entry.client = UInt32(clients.count)
        entry.clientCount = UInt16(client.count)
        entry.server = place
        clients.append(contentsOf: client)
        if let last = entries.last, Snapshot.isBefore(entry, last) { isSorted = false }
        entries.append(entry)
        return true
    }

    /// To be called when all are there.
    mutating func sort() {
        if !isSorted { entries.sort(by: Snapshot.isBefore) }
        isSorted = true
    }

    private mutating func place(of server: String) -> UInt16? {
        if let place = servers.lastIndex(of: server) { return UInt16(place) }
        guard servers.count < UInt16.max else { return nil }
        servers.append(server)
        return UInt16(servers.count - 1)
    }

    static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        if left.address != right.address { return left.address < right.address }
        if left.length != right.length { return left.length < right.length }
        return !left.isPrefix && right.isPrefix
    }
}
