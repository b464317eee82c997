/// At `at` the skew was at least `value`.
struct SkewFloor: Sendable {
    var at = 0.0
    var value = -Double.infinity

    func bound(at time: Double) -> Double { value - SkewModel.slew * (time - at) }

    mutating func shift(by change: Double, agedBy seconds: Double) {
        value += change
        at -= seconds
    }
}

/// What one message says about the upper side: at `at` the skew was at most `value` plus the delay of the message,
/// for which `allowance` stands.
struct SkewCeiling: Sendable {
    var at = 0.0
    var value = Double.infinity
    var allowance = 0.0

    /// The bound at `time`, allowance included.
    func bound(at time: Double) -> Double { value + allowance + SkewModel.slew * (time - at) }

    mutating func shift(by change: Double, agedBy seconds: Double) {
        value += change
        at -= seconds
    }
}

/// The messages of about eight seconds: the lowest of their ceilings, since lateness lowers a ceiling and so the lowest
/// are the least to be trusted.
struct SkewBlock: Sendable {
    static let length = 8.0

    /// When the first message came.
    var began = 0.0
    /// Seconds of the server's clock in here.
    var ticks = 0
    /// The three lowest, lowest first.
    private(set) var lowest: InlineArray<3, SkewCeiling> = .init(repeating: SkewCeiling())
    /// The highest lower bound seen meanwhile.
    var floor = SkewFloor()

    /// Whether there is enough in here to spare one late message.
    var isDense: Bool { ticks >= 4 }
    /// The one that counts.
    var ceiling: SkewCeiling { isDense ? lowest[1] : lowest[0] }

    /// Whether a ceiling of `time` belongs to another block.
    func isOver(at time: Double) -> Bool { ticks > 0 && time - began > SkewBlock.length }

    mutating func add(_ ceiling: SkewCeiling) {
        if ticks == 0 { began = ceiling.at }
        ticks += 1
        var ceiling = ceiling
        for index in 0..<3 where ceiling.value < lowest[index].value { swap(&ceiling, &lowest[index]) }
    }

    /// Forgets the ceilings that a lower bound has proven to come from late messages.
    mutating func drop(below floor: Double, at time: Double) {
        let kept = lowest
        lowest = .init(repeating: SkewCeiling())
        var count = 0
        for index in 0..<3 where kept[index].value < .infinity {
            if kept[index].bound(at: time) < floor {
                ticks -= 1
            } else {
                lowest[count] = kept[index]
                count += 1
            }
        }
        if count == 0 { ticks = 0 }
    }

    mutating func shift(by change: Double, agedBy seconds: Double) {
        began -= seconds
        for index in 0..<3 { lowest[index].shift(by: change, agedBy: seconds) }
        floor.shift(by: change, agedBy: seconds)
    }
}

/// A block that is over.
struct ClosedSkewBlock: Sendable {
    var ceiling = SkewCeiling()
    /// The lowest value of all, which may come from a late message.
    var least = Double.infinity
    var isDense = false
    var floor = SkewFloor()

    init() {}

    init(_ block: SkewBlock) {
        ceiling = block.ceiling
        least = block.lowest[0].value
        isDense = block.isDense
        floor = block.floor
    }

    mutating func shift(by change: Double, agedBy seconds: Double) {
        ceiling.shift(by: change, agedBy: seconds)
        least += change
        floor.shift(by: change, agedBy: seconds)
    }
}
