/// Bounds of the skew as the ticks of the server's clock give them, for as long as no clock steps.
///
/// The lower side is hard: the best message ever counts, less what the skew may have changed since. The upper side
/// assumes that few messages are late, so it is taken from the last sixteen blocks, with one falseticker to spare.
///
/// Where messages are few, only the newest count on either side: a clock that is set by less than a second between two
/// of them is seen in none, and what was true before would be held against it.
struct SkewBracket: Sendable {
    /// When it began.
    private(set) var began: Double
    private var best = SkewFloor()
    /// Seconds of the server's clock that gave an upper bound.
    private(set) var ticks = 0
    /// About how far apart these are, seconds; nil: there is one at most.
    private(set) var spacing: Double?
    /// Of the newest ceiling, as the next.
    private var allowance = 0.0
    private var newest = 0.0
    private var open = SkewBlock()
    /// Oldest first.
    private var closed: InlineArray<16, ClosedSkewBlock> = .init(repeating: ClosedSkewBlock())
    private var closedCount = 0

    init(at time: Double) {
        began = time
    }

    init(_ floor: SkewFloor) {
        began = floor.at
        add(floor)
    }

    /// Whether nothing is known yet.
    var isEmpty: Bool { best.value == -.infinity }

    // MARK: In

    mutating func add(_ new: SkewFloor) {
        if new.value >= best.bound(at: new.at) { best = new }
        if new.value >= open.floor.value { open.floor = new }
    }

    /// - Returns: the block that this ends.
    mutating func add(_ ceiling: SkewCeiling) -> ClosedSkewBlock? {
        let ended = open.isOver(at: ceiling.at) ? closeBlock() : nil
        open.add(ceiling)
        if ticks > 0 {
            let gap = ceiling.at - newest
            spacing = spacing.map { $0 + (gap - $0) / 4 } ?? gap
        }
        newest = ceiling.at
        ticks += 1
        allowance = ceiling.allowance
        return ended
    }

    private mutating func closeBlock() -> ClosedSkewBlock {
        let block = ClosedSkewBlock(open)
        if closedCount == closed.count {
            for index in 1..<closedCount { closed[index - 1] = closed[index] }
            closedCount -= 1
        }
        closed[closedCount] = block
        closedCount += 1
        open = SkewBlock()
        return block
    }

    // MARK: Out

    func lower(at time: Double) -> Double { floor(at: time).bound(at: time) }

    /// The best message that counts.
    func floor(at time: Double) -> SkewFloor {
        let recent = recentBlocks(at: time)
        guard recent.lowerBound > 0 else { return best }
        let blocks = closed.span
        var floor = open.floor
        for index in recent where blocks[index].floor.bound(at: time) > floor.bound(at: time) {
            floor = blocks[index].floor
        }
        return floor
    }

    /// The blocks that count: all, unless the newest are of lone messages.
    private func recentBlocks(at time: Double) -> Range<Int> {
        let blocks = closed.span
        var isSparse = !open.isDense
        var first = closedCount
        while isSparse, first > 0,
            closedCount - first < SkewModel.loneMemory || time - blocks[first - 1].ceiling.at < SkewModel.loneAge
        {
            first -= 1
            isSparse = !blocks[first].isDense
        }
        return isSparse ? first..<closedCount : 0..<closedCount
    }

    /// - Parameter current: of the second that is not over yet.
    func upper(at time: Double, with current: SkewCeiling? = nil) -> Double {
        summary(at: time, with: current).upper
    }

    struct Summary {
        /// The bound; infinite if there is none.
        var upper: Double
        /// The lowest of all without any allowance: of use for a best guess only.
        var least: Double
    }

    func summary(at time: Double, with current: SkewCeiling? = nil) -> Summary {
        var fold = Fold()
        let blocks = closed.span
        for index in recentBlocks(at: time) {
            let block = blocks[index]
            fold.add(block.ceiling, least: block.least, isDense: block.isDense, at: time)
        }
        var last = open
        if let current {
            if last.isOver(at: current.at) {
                fold.add(current, least: current.value, isDense: false, at: time)
            } else {
                last.add(current)
            }
        }
        if last.ticks > 0 { fold.add(last.ceiling, least: last.lowest[0].value, isDense: last.isDense, at: time) }
        // Narrower than the allowance only ever means that messages were late: by at least so much more than allowed.
        let floor = floor(at: time)
        let narrowest = floor.value + (current?.allowance ?? allowance) + SkewModel.slew * (time - floor.at)
        let shortfall = max(0, narrowest - fold.upper)
        return Summary(upper: max(fold.upper, narrowest + shortfall), least: fold.least)
    }

    /// Where the bounds of the blocks meet.
    private struct Fold {
        var dense = Double.infinity
        var lone = Double.infinity
        var secondLone = Double.infinity
        var least = Double.infinity

        mutating func add(_ ceiling: SkewCeiling, least value: Double, isDense: Bool, at time: Double) {
            let bound = ceiling.bound(at: time)
            least = min(least, value + SkewModel.slew * (time - ceiling.at))
            if isDense {
                dense = min(dense, bound)
            } else if bound < lone {
                secondLone = lone
                lone = bound
            } else {
                secondLone = min(secondLone, bound)
            }
        }

        /// Of lone messages one may be late, so the second lowest counts.
        var upper: Double {
            min(dense, secondLone < .infinity ? secondLone : lone + SkewModel.loneAllowance)
        }
    }

    // MARK: Corrections

    /// Forgets the ceilings that `floor` has proven to come from late messages.
    mutating func dropCeilings(below floor: Double, at time: Double) {
        var kept = 0
        for index in 0..<closedCount where closed[index].ceiling.bound(at: time) >= floor {
            closed[kept] = closed[index]
            kept += 1
        }
        closedCount = kept
        open.drop(below: floor, at: time)
    }

    mutating func dropCeilings() {
        closedCount = 0
        open = SkewBlock()
    }

    /// The skew is `change` more than thought and always was, and `seconds` more have passed than the uptime clock
    /// says.
    mutating func shift(by change: Double, agedBy seconds: Double = 0) {
        began -= seconds
        newest -= seconds
        best.shift(by: change, agedBy: seconds)
        open.shift(by: change, agedBy: seconds)
        for index in 0..<closedCount { closed[index].shift(by: change, agedBy: seconds) }
    }
}
