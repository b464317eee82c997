import DHCPv6Wire

@testable import LeasequerySession

/// Base times as a requestor reads them, and what was true.
struct SkewTrace {
    struct Row {
        /// The query, if this is the first row of a connection.
        var queryAt: Moment?
        var base: ServerTime
        var at: Moment
        /// Server's clock less ours when the row was read.
        var truth: Double
    }

    var scenario: SkewScenario
    var rows: [Row]

    /// Every row through the estimator, an estimate right behind each.
    func replay() -> SkewResult {
        var estimator = SkewEstimator()
        var estimates: [SkewEstimate] = []
        var steps: [UInt32: SkewStep] = [:]
        for row in rows {
            if let query = row.queryAt {
                estimator.connected(queryAt: query, roundTrip: .seconds(scenario.roundTrip))
            }
            estimator.add(base: row.base, receivedAt: row.at)
            for step in estimator.steps { steps[step.id] = step }
            if let estimate = estimator.estimate(at: row.at) { estimates.append(estimate) }
        }
        return SkewResult(trace: self, estimates: estimates, steps: steps.values.sorted { $0.id < $1.id })
    }
}

/// What the estimator made of a trace, and how good that is.
struct SkewResult {
    var trace: SkewTrace
    /// One a row.
    var estimates: [SkewEstimate]
    /// As they were known at the end.
    var steps: [SkewStep]

    /// A clock that was set: when, and by how much the skew changed.
    struct Truth {
        var at: Moment
        var by: Double
        var isLocal: Bool

        /// Whether `step` tells of it, in time and size.
        func matches(_ step: SkewStep) -> Bool {
            let latency = step.at.seconds - at.seconds
            guard latency > -2.2, latency < 400, step.lower - 0.03 <= by, by <= step.upper + 0.03 else { return false }
            return switch step.kind {
            case .localStep: isLocal
            case .serverForward, .serverBack: !isLocal
            case .suspendOrCommon, .revised, .cachedClock: false
            }
        }
    }

    var truths: [Truth] {
        let scenario = trace.scenario
        let server = scenario.serverSteps.map { Truth(at: scenario.moment($0.at), by: $0.by, isLocal: false) }
        let local = scenario.localSteps.map { Truth(at: scenario.moment($0.at), by: -$0.by, isLocal: true) }
        return server + local
    }

    /// Rows behind the warm-up, and behind the settling after each step.
    private var settled: [(row: SkewTrace.Row, estimate: SkewEstimate)] {
        let start = trace.rows[0].at.seconds + trace.scenario.warmUp
        let steps = truths.map(\.at.seconds)
        return zip(trace.rows, estimates).map { (row: $0, estimate: $1) }.filter { pair in
            let time = pair.row.at.seconds
            return time >= start && !steps.contains { time >= $0 && time < $0 + trace.scenario.settling }
        }
    }

    // MARK: Measures

    /// Seconds by which estimates are off, smallest first.
    var errors: [Double] { settled.map { abs($0.estimate.seconds - $0.row.truth) }.sorted() }

    /// The part of rows whose bounds hold the truth.
    var coverage: Double {
        let rows = settled
        let right = rows.count { pair in
            pair.row.truth >= pair.estimate.lower - 1e-5 && pair.row.truth <= (pair.estimate.upper ?? .infinity) + 1e-5
        }
        return Double(right) / Double(rows.count)
    }

    /// The part of rows that are not below what no delay can excuse.
    var lowerCoverage: Double {
        let rows = settled
        return Double(rows.count { $0.row.truth >= $0.estimate.lower - 1e-5 }) / Double(rows.count)
    }

    /// Smallest first.
    var halfWidths: [Double] { settled.map { $0.estimate.halfWidth ?? .infinity }.sorted() }

    /// Steps told that are true, with how late they were told.
    var latencies: [Double] {
        truths.compactMap { truth in steps.first { truth.matches($0) }.map { $0.at.seconds - truth.at.seconds } }
    }

    /// Steps told that never were.
    var falseSteps: [SkewStep] {
        steps.filter { step in
            switch step.kind {
            case .serverForward, .serverBack, .localStep: !truths.contains { $0.matches(step) }
            case .suspendOrCommon, .revised, .cachedClock: false
            }
        }
    }

    /// Drifts told that do not hold the true one.
    var wrongDrifts: [SkewDrift] {
        let rate = trace.scenario.drift * 1e6
        return estimates.compactMap(\.drift).filter { abs($0.partsPerMillion - rate) > $0.tolerance }
    }
}

extension [Double] {
    /// Of sorted values.
    func percentile(_ part: Double) -> Double { self[Swift.min(count - 1, Int(part * Double(count)))] }
}
