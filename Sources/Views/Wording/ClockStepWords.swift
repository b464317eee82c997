import Bindings
import LeasequerySession

/// Steps of a server's clock and ours in words.
enum ClockStepWords {
    /// What is said of it now, and what was said at first if that was something else.
    static func text(_ step: ClockStep) -> Words {
        guard let told = step.told else { return Words(text(step.step), .attention) }
        return Words("\(text(step.step)); told at first: \(text(told))", .dim)
    }

    private static func text(_ step: SkewStep) -> String {
        switch step.kind {
        case .serverForward: "the server's clock was set \(size(step)), \(certainty(step))"
        case .serverBack: "the server's clock was set back \(size(step)), \(certainty(step))"
        case .localStep: "our clock was set \(SkewWords.value(-(step.lower + step.upper) / 2, digits: 2)) s"
        case .suspendOrCommon: "this machine slept, or both clocks were set alike: the skew is as before"
        case .revised: "no clock was set: messages had been late, and the skew was corrected"
        case .cachedClock(let seconds): "the server refreshes the clock it stamps with every \(seconds) s only"
        }
    }

    private static func size(_ step: SkewStep) -> String {
        guard SkewWords.isShowable(step.lower), SkewWords.isShowable(step.upper) else { return "by an unknown time" }
        return SkewWords.centred((step.lower + step.upper) / 2, lower: step.lower, upper: step.upper)
    }

    private static func certainty(_ step: SkewStep) -> String {
        step.isCertain ? "certainly" : "most likely: messages that were all late would look alike"
    }
}
