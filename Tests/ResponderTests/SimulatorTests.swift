import DHCPv6Wire
import Testing

@testable import Responder

struct SimulatorTests {
    static let start = ServerMoment(uptime: 1_000_000_000_000, utc: 1_787_313_600_000_000_000)

    /// Everything a simulation reports in `duration`, with the time at which it did.
    private func run(
        _ parameters: SimulationParameters, for duration: Int, step: Duration = .milliseconds(500)
    ) -> (present: [BindingChange], changes: [(change: BindingChange, now: ServerMoment)]) {
        var simulator = Simulator(parameters)
        var present: [BindingChange] = []
        var changes: [(BindingChange, ServerMoment)] = []
        simulator.start(at: Self.start) { present.append($0) }
        var now = Self.start
        while now.uptime < Self.start.uptime + UInt64(duration) * 1_000_000_000 {
            now = now.advanced(by: step)
            simulator.advance(to: now) { changes.append(($0, now)) }
        }
        return (present, changes)
    }

    @Test("The same seed gives the same events, another seed others")
    func determinism() {
        let parameters = SimulationParameters(bindings: 300, rate: 30, seed: 5)
        let first = run(parameters, for: 60)
        let second = run(parameters, for: 60)
        #expect(first.present == second.present)
        #expect(first.changes.map(\.change) == second.changes.map(\.change))
        let other = run(SimulationParameters(bindings: 300, rate: 30, seed: 6), for: 60)
        #expect(first.changes.map(\.change) != other.changes.map(\.change))
    }

    @Test("Events do not depend on how often one looks")
    func steps() {
        let parameters = SimulationParameters(bindings: 300, rate: 30)
        let fine = run(parameters, for: 60, step: .milliseconds(10))
        let coarse = run(parameters, for: 60, step: .seconds(5))
        #expect(fine.changes.map(\.change) == coarse.changes.map(\.change))
    }

    @Test("Size and rate are about what was asked for", arguments: [(1_000, 20.0), (10_000, 500.0), (300, 100.0)])
    func sizeAndRate(bindings: Int, rate: Double) {
        let run = run(SimulationParameters(bindings: bindings, rate: rate), for: 300)
        #expect(abs(Double(run.present.count) / Double(bindings) - 1) < 0.1)
        #expect(abs(Double(run.changes.count) / (300 * rate) - 1) < 0.1)
        var bound = Set(run.present.map(\.key))
        for (change, _) in run.changes {
            if change.state == .ended { bound.remove(change.key) } else { bound.insert(change.key) }
        }
        #expect(abs(Double(bound.count) / Double(bindings) - 1) < 0.15)
    }

    @Test("A binding never has two holders, and ends before it passes on; some do pass on")
    func oneHolder() {
        let run = run(SimulationParameters(bindings: 500, rate: 200), for: 300)
        var holders: [BindingKey: ClientNumber] = [:]
        var former: [BindingKey: ClientNumber] = [:]
        var moves = 0
        for change in run.present {
            #expect(holders.updateValue(change.client, forKey: change.key) == nil)
        }
        for (change, _) in run.changes {
            switch change.state {
            case .ended:
                #expect(holders.removeValue(forKey: change.key) == change.client)
                former[change.key] = change.client
            case .bound:
                let holder = holders.updateValue(change.client, forKey: change.key)
                #expect(holder == nil || holder == change.client)
                if holder == nil, let old = former[change.key], old != change.client { moves += 1 }
            }
        }
        #expect(moves > 50)
    }

    @Test("Renewals come at T1, rebindings at T2, expiries when the lifetime is over, releases with a fresh word")
    func lives() {
        let run = run(SimulationParameters(bindings: 2_000, rate: 100), for: 300, step: .milliseconds(100))
        var granted: [BindingKey: (at: Int64, until: Int64)] = [:]
        var counts = (renewed: 0, rebound: 0, released: 0, expired: 0, new: 0)
        for (change, now) in run.changes {
            let second = now.seconds
            switch change.state {
            case .bound(let preferredUntil, let validUntil):
                #expect(preferredUntil < validUntil)
                #expect(abs(change.lastTransaction - second) <= 1)
                if let old = granted[change.key] {
                    let part = Double(second - old.at) / Double(old.until - old.at)
                    if part < 0.4 { counts.renewed += 1 } else { counts.rebound += 1 }
                    #expect(abs(part - 0.3125) < 0.05 || abs(part - 0.5) < 0.05)
                } else {
                    counts.new += 1
                }
                granted[change.key] = (second, validUntil)
            case .ended:
                guard let old = granted.removeValue(forKey: change.key) else { continue }
                if second - change.lastTransaction > 2 {
                    counts.expired += 1
                    #expect(abs(second - old.until) <= 1)
                } else {
                    counts.released += 1
                }
            }
        }
        #expect(counts.renewed > 10_000)
        #expect(counts.rebound > 100)
        #expect(counts.released > 100)
        #expect(counts.expired > 100)
        #expect(counts.new > 500)
    }

    @Test("Subscribers are described with sound DUIDs of all forms, one or two relays, and some names")
    func descriptions() throws {
        let simulator = Simulator(SimulationParameters(bindings: 1_000))
        var duids: Set<[UInt8]> = []
        var forms: [UInt8: Int] = [:]
        var relayed: [Int: Int] = [:]
        var names = 0
        var description = ClientDescription()
        for number in 0..<600 as Range<UInt32> {
            description.removeAll()
            simulator.describe(ClientNumber(rawValue: number), into: &description)
            let duid = DUID(octets: description.duid)
            #expect(duid.form != .unknown)
            duids.insert(duid.octets)
            forms[duid.octets[1], default: 0] += 1
            let path = try RelayData(decoding: RawOption(.relayData, description.relayData)).path
            #expect(path.fault == nil)
            #expect(path.clientLink == description.link)
            relayed[path.hops.count, default: 0] += 1
            let line = try #require(path.hops.last)
            #expect(line.interfaceID?.isEmpty == false && line.subscriberID?.isEmpty == false)
            #expect(line.remoteID?.enterprise == 32_473)
            #expect(line.linkLayerAddress?.address.count == 6)
            if let mac = duid.linkLayerAddress { #expect(line.linkLayerAddress?.address == mac) }
            #expect(simulator.links.contains { $0.contains(description.link) })
            if !description.name.isEmpty {
                names += 1
                #expect(try ClientFQDN(decoding: RawOption(.clientFQDN, description.name)).name.isComplete)
            }
        }
        #expect(duids.count == 600)
        #expect(Set(forms.keys) == [1, 2, 3, 4])
        #expect(forms.values.allSatisfy { $0 > 20 })
        #expect(Set(relayed.keys) == [1, 2])
        #expect((100...300).contains(names))
    }

    @Test("A subscriber's address is on its link, its prefix is a /56, and sites do not overlap")
    func addresses() {
        var keys: [Set<BindingKey>] = []
        for site in [0, 1] as [UInt8] {
            let simulator = Simulator(SimulationParameters(bindings: 2_000, site: site))
            let present = run(simulator.parameters, for: 0).present
            var description = ClientDescription()
            for change in present {
                description.removeAll()
                simulator.describe(change.client, into: &description)
                switch change.key.kind {
                case .address: #expect(change.key.prefix.address.high == description.link.high)
                case .prefix: #expect(change.key.prefix.length == 56)
                }
            }
            keys.append(Set(present.map(\.key)))
            #expect(keys.last?.count == present.count)
        }
        #expect(keys[0].isDisjoint(with: keys[1]))
    }

    @Test("What cannot be simulated is named")
    func faults() {
        #expect(SimulationParameters().fault == nil)
        #expect(SimulationParameters(bindings: 0).fault?.hasPrefix("bindings: 0 is not in") == true)
        #expect(SimulationParameters(rate: .nan).fault?.hasPrefix("rate:") == true)
        #expect(SimulationParameters(site: 200).fault?.hasPrefix("site:") == true)
    }

    @Test("A population of one binding works", arguments: 1...3)
    func tiny(bindings: Int) {
        #expect(run(SimulationParameters(bindings: bindings, rate: 5), for: 600).changes.count > 100)
    }
}
