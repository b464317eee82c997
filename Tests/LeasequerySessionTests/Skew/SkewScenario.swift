import DHCPv6Wire
import Foundation
import TestSupport
import Testing

@testable import LeasequerySession

/// Two clocks and a path between them, from which traces are made by chance with a seed. Seconds of true time since
/// the beginning throughout.
struct SkewScenario: Sendable, CustomTestStringConvertible {
    struct Change: Sendable {
        var at: Double
        var by: Double
    }

    struct Interval: Sendable {
        var from: Double
        var to: Double

        func contains(_ time: Double) -> Bool { time >= from && time < to }
    }

    /// `count` messages made within ten seconds, which pile up to `delay` and drain slowly.
    struct Backlog: Sendable {
        var at: Double
        var count: Int
        var delay: Double
    }

    var name: String
    var duration = 600.0
    /// Messages a second.
    var rate = 3.0
    var roundTrip = 0.000_5
    /// Mean of what a message is late beyond the path.
    var jitter = 0.000_3
    /// The part of messages that are much later.
    var spikes = 0.002
    var spike = 0.08
    var skew = 0.6
    /// Rate of the server's clock against ours.
    var drift = 10e-6
    var serverSteps: [Change] = []
    /// Of our wall clock.
    var localSteps: [Change] = []
    /// While our uptime clock stands still, too.
    var suspends: [Interval] = []
    var connections = [Interval(from: 0.1, to: .infinity)]
    var backlogs: [Backlog] = []
    /// Unix seconds of the beginning.
    var epoch: Int64 = 1_800_000_000
    /// What does not count at the beginning and behind each change of a clock.
    var warmUp = 20.0
    var settling = 35.0

    var testDescription: String { name }

    // MARK: Clocks

    func serverAhead(at time: Double) -> Double {
        skew + drift * time + serverSteps.filter { $0.at <= time }.reduce(0) { $0 + $1.by }
    }

    func localAhead(at time: Double) -> Double {
        localSteps.filter { $0.at <= time }.reduce(0) { $0 + $1.by }
    }

    func moment(_ time: Double) -> Moment {
        let slept = suspends.reduce(0) { $0 + max(0, min(time, $1.to) - $1.from) }
        return Moment(
            uptime: UInt64((1_000 + time - slept) * 1e9),
            utc: epoch * 1_000_000_000 + Int64((time + localAhead(at: time)) * 1e9))
    }

    func base(at time: Double) -> ServerTime {
        ServerTime(unixSeconds: epoch + Int64((time + serverAhead(at: time)).rounded(.down)))
    }

    // MARK: Messages

    func trace(seed: UInt64) -> SkewTrace {
        var random = SeededGenerator(seed: seed)
        var rows: [SkewTrace.Row] = []
        for connection in connections {
            let queryAt = moment(connection.from)
            var earliest = 0.0
            for (index, made) in departures(on: connection, using: &random).enumerated() {
                let arrival = max(earliest, arrival(of: made, using: &random))
                guard arrival < connection.to else { break }
                earliest = arrival
                rows.append(
                    SkewTrace.Row(
                        queryAt: index == 0 ? queryAt : nil, base: base(at: made), at: moment(arrival),
                        truth: serverAhead(at: arrival) - localAhead(at: arrival)))
            }
        }
        return SkewTrace(scenario: self, rows: rows)
    }

    /// When the server makes messages: the reply, then by chance.
    private func departures(on connection: Interval, using random: inout SeededGenerator) -> [Double] {
        let end = min(connection.to, duration)
        var times = [connection.from + roundTrip / 2 + 0.000_2]
        while let last = times.last, last < end { times.append(last + random.exponential(1 / rate)) }
        for backlog in backlogs where connection.contains(backlog.at) {
            times += (0..<backlog.count).map { backlog.at + 10 * Double($0) / Double(backlog.count) }
        }
        return times.sorted()
    }

    private func arrival(of made: Double, using random: inout SeededGenerator) -> Double {
        var delay = roundTrip / 2 + random.exponential(jitter)
        if Double.random(in: 0..<1, using: &random) < spikes { delay += random.exponential(spike) }
        for backlog in backlogs where made >= backlog.at {
            let age = made - backlog.at
            delay += max(0, age < 10 ? backlog.delay * age / 10 : backlog.delay - 0.7 * (age - 10))
        }
        let arrival = made + delay
        return suspends.first { $0.contains(arrival) }?.to ?? arrival
    }
}

extension SeededGenerator {
    /// A time between events that come by chance.
    mutating func exponential(_ mean: Double) -> Double {
        -mean * log(Double.random(in: Double.leastNormalMagnitude..<1, using: &self))
    }
}
