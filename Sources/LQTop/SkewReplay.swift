import DHCPv6Wire
import Exports
import LeasequerySession

/// Puts a recording through a `SkewEstimator` and writes what it says, one JSON object a line.
struct SkewReplay {
    private var estimator = SkewEstimator()
    private var json = JSONWriter()
    private var lineNumber = 0
    private var row = 0
    /// Not reached yet.
    private var connections: [SkewRecordingConnection] = []
    private var catchUpEnd = 0
    /// A step may prove to be something else later on: all of them by id, told at the end.
    private var steps: [SkewStep] = []

    mutating func add(_ line: String) throws(SkewRecordingError) {
        lineNumber += 1
        do throws(SkewRecordingError.Reason) {
            switch try SkewRecordingLine(parsing: line) {
            case .other: break
            case .connection(let connection):
                guard connection.row >= row else { throw .lateConnection(row: connection.row) }
                connections.append(connection)
            case .message(let base, let now): receive(base, at: now)
            }
        } catch {
            throw SkewRecordingError(line: lineNumber, reason: error)
        }
    }

    /// Writes the steps.
    mutating func finish() {
        for step in steps { write(step) }
    }

    mutating func take() -> [UInt8] { json.take() }

    private mutating func receive(_ base: ServerTime, at now: Moment) {
        while let index = connections.firstIndex(where: { $0.row == row }) {
            let connection = connections.remove(at: index)
            estimator.connected(queryAt: connection.queryAt, roundTrip: connection.roundTrip)
            catchUpEnd = connection.catchUpEnd
        }
        estimator.add(base: base, receivedAt: now, isPrompt: row >= catchUpEnd)
        for step in estimator.steps { keep(step) }
        if let estimate = estimator.estimate(at: now) { write(estimate, drift: estimator.driftRange) }
        row += 1
    }

    private mutating func keep(_ step: SkewStep) {
        let index = Int(step.id) - 1
        if index < steps.count { steps[index] = step } else { steps.append(step) }
    }

    private mutating func write(_ estimate: SkewEstimate, drift: SkewDrift?) {
        let row = row
        json.object { json in
            json.member("row", row)
            json.member("est_ms", estimate.seconds.milliseconds)
            json.member("lo_ms", estimate.lower.milliseconds)
            json.member("hi_ms", estimate.upper?.milliseconds)
            json.member("guaranteed_hi_ms", estimate.guaranteedUpper?.milliseconds)
            if let lateBy = estimate.lateBy { json.member("late_ms", lateBy.milliseconds) }
            if let drift {
                json.member("drift_ppm", drift.partsPerMillion)
                json.member("drift_pm_ppm", drift.tolerance)
                json.member("drift_span_s", drift.span / .seconds(1))
            }
        }
        json.endLine()
    }

    private mutating func write(_ step: SkewStep) {
        json.object { json in
            json.member("event", step.kind.name)
            json.member("mono_ns", step.at.uptime)
            json.member("lo_ms", step.lower.milliseconds)
            json.member("hi_ms", step.upper.milliseconds)
            json.member("certain", step.isCertain)
        }
        json.endLine()
    }
}

extension Double {
    /// Of seconds, to a ten-thousandth.
    fileprivate var milliseconds: Double { (self * 1e7).rounded() / 1e4 }
}

extension SkewStep.Kind {
    fileprivate var name: String {
        switch self {
        case .serverForward: "step_fwd"
        case .serverBack: "step_back"
        case .localStep: "local_step"
        case .suspendOrCommon: "suspend_or_common"
        case .revised: "revised"
        case .cachedClock: "cached"
        }
    }
}
