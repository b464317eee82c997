import DHCPv6Wire
import LeasequerySession

@testable import Responder

/// The reference server in virtual time: what it has, its clock, and all that may happen to both.
struct VirtualServer {
    /// A binding as only the server knows it for sure.
    struct Binding: Hashable {
        var client: DUID
        /// Unix seconds of the server's clock.
        var validUntil: Int64
    }

    private(set) var book: LeaseBook
    private(set) var now: ServerMoment
    private let script: Script
    private var rules: SessionRules

    /// - Parameters:
    ///   - links: how many it serves; its clients are spread over them.
    ///   - bound: how many addresses are bound at the start.
    ///   - endedLimit: how many ended bindings it remembers.
    init(links: Int, bound: UInt32, endedLimit: Int, at uptime: UInt64) {
        now = ServerMoment(uptime: uptime, utc: 1_787_313_600_000_000_000)
        rules = SessionRules(serverID: ServerVoice.serverDUID)
        rules.activeLeasequery = true
        rules.needsTLS = false
        script = Script(links: links)
        script.present = (0..<bound).map { Script.bound($0, $0, at: 1_787_313_000) }
        book = LeaseBook(script.feed, endedLimit: endedLimit, at: now)
    }

    func connect() -> ResponderSession { ResponderSession(rules, at: now) }

    // MARK: What may happen

    mutating func bind(_ address: UInt32, to client: UInt32) {
        script.coming.append(Script.bound(address, client, at: now.seconds))
        book.advance(to: now)
    }

    mutating func end(_ address: UInt32) {
        guard let held = book.history.binding(Script.key(address)), !held.isEnded else { return }
        script.coming.append(
            BindingChange(Script.key(address), of: held.client, .ended, lastTransaction: now.seconds))
        book.advance(to: now)
    }

    /// Forgets what ended long ago.
    mutating func forget() { book.trim() }

    mutating func pass(_ nanoseconds: UInt64) {
        now.uptime += nanoseconds
        now.utc += Int64(nanoseconds)
        book.witness(now)
    }

    /// Somebody puts its clock forward or back.
    mutating func stepClock(by duration: Duration) {
        now.utc += duration.nanoseconds
        book.witness(now)
    }

    /// It is reinstalled: another DUID, other bindings. Who was connected no longer is.
    mutating func replace(serverID: DUID, bound: UInt32) {
        rules.serverID = serverID
        script.present = (0..<bound).map { Script.bound($0, $0 + 40, at: now.seconds) }
        script.coming = []
        book = LeaseBook(script.feed, endedLimit: 4, at: now)
    }

    // MARK: The truth

    /// - Parameter links: of which links, by their numbers.
    func bound(on links: Range<Int>) -> [IPv6Address: Binding] {
        var bound: [IPv6Address: Binding] = [:]
        for client in 0..<UInt32(book.history.clientCount) where links.contains(script.link(of: client)) {
            book.history.forEachBinding(of: ClientNumber(rawValue: client)) { binding in
                guard !binding.isEnded else { return }
                bound[binding.key.prefix.address] = Binding(
                    client: DUID(octets: Script.duid(client)), validUntil: binding.validUntil)
            }
        }
        return bound
    }

    /// An address of a link, by its number.
    static func link(_ number: Int) -> IPv6Address {
        IPv6Address(high: 0x2001_0db8_00ff_0000 + UInt64(number), low: 1)
    }
}

/// Bindings as a test writes them down; shared with the book, in one thread.
private final class Script: @unchecked Sendable {
    struct Feed: BindingFeed {
        let script: Script

        var links: [IPv6Prefix] { (0..<script.links).map { IPv6Prefix(VirtualServer.link($0), length: 64) } }

        func start(at now: ServerMoment, _ report: (BindingChange) -> Void) { script.present.forEach(report) }

        func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
            script.coming.forEach(report)
            script.coming = []
        }

        func describe(_ client: ClientNumber, into description: inout ClientDescription) {
            description.duid = Script.duid(client.rawValue)
            description.link = VirtualServer.link(script.link(of: client.rawValue))
        }
    }

    let links: Int
    var present: [BindingChange] = []
    var coming: [BindingChange] = []
    var feed: Feed { Feed(script: self) }

    init(links: Int) {
        self.links = links
    }

    func link(of client: UInt32) -> Int { Int(client) % links }

    static func key(_ address: UInt32) -> BindingKey { .init(address: ServerVoice.address(UInt8(address))) }

    static func duid(_ client: UInt32) -> [UInt8] { [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, UInt8(client)] }

    static func bound(_ address: UInt32, _ client: UInt32, at second: Int64) -> BindingChange {
        let until = second + 1_000_000
        return BindingChange(
            key(address), of: ClientNumber(rawValue: client), .bound(preferredUntil: until, validUntil: until),
            lastTransaction: second)
    }
}
