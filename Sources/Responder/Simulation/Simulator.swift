import DHCPv6Wire

/// Subscribers that come and go: they are assigned addresses and prefixes, renew at T1, rebind at T2 when the server
/// was not heard, release, or vanish and let their bindings expire; and what is free goes to somebody else now and then.
///
/// It runs in whatever time it is told, and the same seed and times give the same events. A subscriber takes some 30
/// octets: who it is follows from its number.
public struct Simulator: BindingFeed {
    public let parameters: SimulationParameters
    private let site: Site
    private let lifetimes: Lifetimes
    private let subscriberCount: Int
    private var generator: SeededGenerator

    /// The place in the pools that each subscriber has, or had when it was last here.
    private var places: ContiguousArray<UInt32>
    /// Who has each place.
    private var holders: ContiguousArray<UInt32>

    // When who does what; nanoseconds of uptime.
    private var renewals = Timetable()
    private var rebindings = Timetable()
    private var expiries = Timetable()
    private var returns = Timetable()

    /// What of a hundred subscribers do when T1 comes; the others renew.
    private static let releasing: UInt64 = 2
    private static let rebinding: UInt64 = 2
    private static let vanishing: UInt64 = 2
    /// How many of a hundred that come back get another place although their former one is free.
    private static let moving: UInt64 = 25
    /// How many of a hundred subscribers are here at a time, and how many places there are for a hundred.
    private static let present = 90
    private static let pool = 105
    /// Bindings of four subscribers.
    private static let bindingsOfFour = 7
    private static let nobody = UInt32.max

    /// - Parameter parameters: must have no `fault`.
    public init(_ parameters: SimulationParameters) {
        precondition(parameters.fault == nil)
        self.parameters = parameters
        lifetimes = Lifetimes(parameters)
        generator = SeededGenerator(seed: parameters.seed)
        let online = max(1, parameters.bindings * 4 / Self.bindingsOfFour)
        subscriberCount = online * 100 / Self.present + 1
        let links = min(Site.maximumLinks, max(4, subscriberCount / 50_000))
        site = Site(number: parameters.site, seed: parameters.seed, links: links)
        let placesOfLink = subscriberCount * Self.pool / 100 / links + 2
        places = ContiguousArray(0..<UInt32(subscriberCount))
        holders = ContiguousArray(repeating: Self.nobody, count: placesOfLink * links)
    }

    public var links: [IPv6Prefix] { (0..<site.links).map { site.linkPrefix($0) } }

    public func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        Subscriber(client, of: site).describe(into: &description)
    }

    /// Nine of ten subscribers are here and at some point between two renewals, the others will come back.
    public mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        let order = (0..<UInt32(subscriberCount)).shuffled(using: &generator)
        let online = subscriberCount * Self.present / 100
        for (index, number) in order.enumerated() {
            let client = ClientNumber(rawValue: number)
            let isOnline = index < online
            let place = isOnline ? index : index - online
            let share = Double(place + 1) / Double(isOnline ? max(online, 1) : subscriberCount - online)
            guard isOnline else {
                returns.append(client, due: Int64(now.uptime) + Int64(Double(lifetimes.absence) * share))
                continue
            }
            let wait = Int64(Double(lifetimes.renewal) * share)
            renewals.append(client, due: Int64(now.uptime) + wait)
            holders[Int(number)] = number
            let granted = ServerMoment(uptime: 0, utc: now.utc + wait - lifetimes.renewal).seconds
            self.report(client, lifetimes.state(grantedAt: granted), lastTransaction: granted, report)
        }
    }

    public mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        let shift = now.utc - Int64(now.uptime)
        while let (kind, due) = nextEvent, due <= Int64(now.uptime) {
            let second = ServerMoment(uptime: 0, utc: due + shift).seconds
            switch kind {
            case .renewal: renew(renewals.popFirst(), due, second, report)
            case .rebinding: grant(rebindings.popFirst(), due, second, report)
            case .expiry: end(expiries.popFirst(), due, lastTransaction: second - lifetimes.validSeconds, report)
            case .comeback: comeBack(returns.popFirst(), due, second, report)
            }
        }
    }
}

extension Simulator {
    private enum Event { case renewal, rebinding, expiry, comeback }

    private var nextEvent: (Event, due: Int64)? {
        var next: (Event, due: Int64)?
        func offer(_ event: Event, _ due: Int64?) {
            if let due, due < next?.due ?? .max { next = (event, due) }
        }
        offer(.renewal, renewals.nextDue)
        offer(.rebinding, rebindings.nextDue)
        offer(.expiry, expiries.nextDue)
        offer(.comeback, returns.nextDue)
        return next
    }

    /// T1 has come for a subscriber.
    private mutating func renew(
        _ client: ClientNumber, _ due: Int64, _ second: Int64, _ report: (BindingChange) -> Void
    ) {
        switch generator.next() % 100 {
        case ..<Self.releasing:
            end(client, due, lastTransaction: second, report)
        case ..<(Self.releasing + Self.rebinding):
            rebindings.append(client, due: due - lifetimes.renewal + lifetimes.rebinding)
        case ..<(Self.releasing + Self.rebinding + Self.vanishing):
            expiries.append(client, due: due - lifetimes.renewal + lifetimes.validSeconds * 1_000_000_000)
        default:
            grant(client, due, second, report)
        }
    }

    private mutating func grant(
        _ client: ClientNumber, _ due: Int64, _ second: Int64, _ report: (BindingChange) -> Void
    ) {
        self.report(client, lifetimes.state(grantedAt: second), lastTransaction: second, report)
        renewals.append(client, due: due + lifetimes.renewal)
    }

    private mutating func end(
        _ client: ClientNumber, _ due: Int64, lastTransaction: Int64, _ report: (BindingChange) -> Void
    ) {
        self.report(client, .ended, lastTransaction: lastTransaction, report)
        holders[Int(places[Int(client.rawValue)])] = Self.nobody
        returns.append(client, due: due + lifetimes.absence)
    }

    private mutating func comeBack(
        _ client: ClientNumber, _ due: Int64, _ second: Int64, _ report: (BindingChange) -> Void
    ) {
        var place = Int(places[Int(client.rawValue)])
        if holders[place] != Self.nobody || generator.next() % 100 < Self.moving { place = freePlace(for: client) }
        places[Int(client.rawValue)] = UInt32(place)
        holders[place] = client.rawValue
        grant(client, due, second, report)
    }

    /// Every link has more places than subscribers, about one in seven free: a few throws find one.
    private mutating func freePlace(for client: ClientNumber) -> Int {
        let onLink = holders.count / site.links
        let link = Subscriber(client, of: site).link
        var number = Int.random(in: 0..<onLink, using: &generator)
        for _ in 0..<64 where holders[number * site.links + link] != Self.nobody {
            number = Int.random(in: 0..<onLink, using: &generator)
        }
        while holders[number * site.links + link] != Self.nobody { number = (number + 1) % onLink }
        return number * site.links + link
    }

    /// Reports the same new state for all that a subscriber holds.
    private func report(
        _ client: ClientNumber, _ state: BindingChange.State, lastTransaction: Int64,
        _ report: (BindingChange) -> Void
    ) {
        let place = Int(places[Int(client.rawValue)])
        let holds = Subscriber(client, of: site).holds
        if holds.address {
            let key = BindingKey(address: site.address(place))
            report(BindingChange(key, of: client, state, lastTransaction: lastTransaction))
        }
        if holds.prefix {
            let key = BindingKey(.prefix, site.delegatedPrefix(place))
            report(BindingChange(key, of: client, state, lastTransaction: lastTransaction))
        }
    }
}

extension Simulator {
    /// What is granted, and how long subscribers wait; nanoseconds unless said otherwise.
    private struct Lifetimes: Sendable {
        /// T1.
        let renewal: Int64
        /// T2.
        let rebinding: Int64
        /// How long a subscriber stays away.
        let absence: Int64
        let preferredSeconds: Int64
        let validSeconds: Int64

        init(_ parameters: SimulationParameters) {
            let renewal = Double(parameters.bindings) / parameters.rate
            preferredSeconds = Int64(max(1, (2 * renewal).rounded(.up)))
            validSeconds = Int64(max(2, (3.2 * renewal).rounded(.up)))
            self.renewal = Int64(renewal * 1e9)
            rebinding = Int64(1.6 * renewal * 1e9)
            absence = Int64(3 * renewal * 1e9)
        }

        func state(grantedAt second: Int64) -> BindingChange.State {
            .bound(preferredUntil: second + preferredSeconds, validUntil: second + validSeconds)
        }
    }
}
