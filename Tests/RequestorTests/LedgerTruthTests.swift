import Bindings
import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Responder

/// Whatever happens in whatever order: what the ledger calls whole is what the server has.
struct LedgerTruthTests {
    /// A server with one link, one of whose three links the client does not know, and a client with too little room.
    enum Kind: CaseIterable {
        case plain, links, crowded
    }

    @Test(
        "Random changes, cuts, short histories, damage and clocks put forth and back: what is called whole is the truth",
        arguments: Kind.allCases, 0..<60)
    func truth(kind: Kind, seed: UInt64) {
        var chaos = Chaos(kind, seed: seed)
        var looks = 0
        for _ in 0..<400 {
            chaos.step()
            looks += chaos.look() ? 1 : 0
        }
        chaos.calmDown()
        let isWhole = chaos.look()
        let holes = chaos.holes
        let doubted = chaos.doubted
        #expect(isWhole, "quiet, and still not whole: \(holes)")
        #expect(looks > 0 || kind == .crowded)
        #expect(doubted.isEmpty || kind == .links, "quiet, and still bound?: \(doubted)")
    }
}

/// A world in which anything may happen at any time.
private struct Chaos: ~Copyable {
    private let kind: LedgerTruthTests.Kind
    private var world: VirtualWorld
    /// What the server's clock is ahead of the right time.
    private var clockError = Duration.zero
    private var replacements: UInt8 = 1

    init(_ kind: LedgerTruthTests.Kind, seed: UInt64) {
        self.kind = kind
        var settings = VirtualWorld.Settings(seed: seed)
        settings.isPrompt = false
        settings.timers.retry = .seconds(5)
        settings.timers.retryCeiling = .seconds(20)
        if seed.isMultiple(of: 2) { settings.bulkRoom = 10_000 }
        switch kind {
        case .plain: break
        case .links:
            settings.links = 3
            settings.configuredLinks = 2
        case .crowded: settings.storeLimit = 20
        }
        world = VirtualWorld(settings)
    }

    var holes: [Hole] { world.report.ledger.holes }

    /// Bindings of which it is not known whether they still are.
    var doubted: [IPv6Address] {
        var doubted: [IPv6Address] = []
        world.rows {
            if $0.state == .bound, $0.isUnverified { doubted.append($0.prefix.address) }
        }
        return doubted
    }

    mutating func step() {
        switch Int.random(in: 0..<1_000, using: &world.random) {
        case 0..<300: world.changeSomething()
        case 300..<450: world.deliverActive(upTo: Int.random(in: 1...400, using: &world.random))
        case 450..<600: world.deliverBulk(upTo: Int.random(in: 1...400, using: &world.random))
        case 600..<800: pass(.milliseconds(Int.random(in: 1...3_000, using: &world.random)))
        case 800..<815: world.endActive(.reset)
        case 815..<820:
            world.endActive(.reset)
            stepClock()
        case 820..<840: world.endBulk(.reset)
        case 840..<870: world.damage()
        case 870..<900: world.server.forget()
        case 900..<915: stepClock()
        case 915..<918: replaceServer()
        default: world.deliver()
        }
    }

    /// No more changes, cuts or damage: everything that is under way comes to its end.
    mutating func calmDown() {
        if kind == .crowded { for address in 0..<30 as Range<UInt32> { world.server.end(address) } }
        for _ in 0..<200 {
            world.deliver()
            pass(.seconds(1))
        }
        world.deliver()
    }

    func look() -> Bool { world.look() }

    private mutating func pass(_ duration: Duration) {
        world.pass(duration)
        if world.store.read({ $0.serversToRefill() }).contains(VirtualWorld.name) { world.refill() }
    }

    /// By little, as a careless time daemon does, or by much.
    private mutating func stepClock() {
        let reach = [3, 10, 7_200].randomElement(using: &world.random) ?? 3
        let next = Duration.seconds(Int.random(in: -reach...reach, using: &world.random))
        world.server.stepClock(by: next - clockError)
        clockError = next
    }

    private mutating func replaceServer() {
        replacements += 1
        world.endActive(.reset)
        world.endBulk(.reset)
        world.server.replace(serverID: DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9, replacements]), bound: 15)
    }
}

extension VirtualWorld {
    /// - Returns: whether the ledger calls the state whole at a moment at which nothing is under way.
    func look() -> Bool {
        guard case .whole(_, let scope) = report.completeness, isQuiet else { return false }
        let links = settings.links
        let bound = server.bound(on: 0..<links)
        let promised: Int
        switch scope {
        case .everything: promised = links
        case .links(let count): promised = count
        }
        var shown: Set<IPv6Address> = []
        rows { row in
            guard row.state == .bound else {
                if row.lastChange == .absent, let base = row.baseTime, let valid = row.valid.seconds {
                    let until = base.unixSeconds(near: row.receivedAt) + Int64(valid)
                    let said = VirtualServer.Binding(client: row.duid, validUntil: until)
                    #expect(bound[row.prefix.address] != said, "\(row.prefix.address) is gone, and never ended")
                }
                return
            }
            shown.insert(row.prefix.address)
            guard !row.isUnverified else { return }
            #expect(bound[row.prefix.address]?.client == row.duid, "\(row.prefix.address) is held and not true")
        }
        for address in server.bound(on: 0..<promised).keys {
            #expect(shown.contains(address), "\(address) is bound and not held")
        }
        return true
    }
}
