import LeasequerySession

/// A step of a clock as it was told, and what it proved to be.
public struct ClockStep: Hashable, Sendable {
    /// As it is understood now.
    public internal(set) var step: SkewStep
    /// As it was told at first, if it proved to be something else.
    public internal(set) var told: SkewStep?

    public init(_ step: SkewStep, told: SkewStep? = nil) {
        self.step = step
        self.told = told
    }
}

/// The steps of a server's clock and ours, the newest of them: the estimator itself remembers few.
struct ClockSteps {
    /// Oldest first.
    private(set) var all: [ClockStep] = []
    /// As they came last: nearly always the same.
    private var seen: [SkewStep] = []

    static let most = 32

    mutating func take(_ steps: [SkewStep]) {
        guard steps != seen else { return }
        seen = steps
        for step in steps {
            if let index = all.lastIndex(where: { $0.step.id == step.id && $0.step.at == step.at }) {
                if all[index].step.kind != step.kind { all[index].told = all[index].told ?? all[index].step }
                all[index].step = step
            } else {
                if all.count == ClockSteps.most { all.removeFirst() }
                all.append(ClockStep(step))
            }
        }
    }
}
