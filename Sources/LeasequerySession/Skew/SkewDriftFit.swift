/// Which straight lines of skew over time agree with all bounds: the range of their slopes is what is known of the
/// drift.
///
/// It holds one lower and one upper point a bucket. When it is full, the two neighbours that matter least for a slope
/// become one; so it spans any time in bounded room.
struct SkewDriftFit: Sendable {
    private struct Bucket {
        var floor = SkewFloor()
        /// Upper bound with all allowances at `ceilingAt`.
        var ceiling = 0.0
        var ceilingAt = 0.0
        var allowance = 0.0

        /// The better point of each side, which is right for any slope.
        func merged(with other: Bucket) -> Bucket {
            var result = ceiling <= other.ceiling ? self : other
            result.floor = floor.value >= other.floor.value ? floor : other.floor
            return result
        }
    }

    /// The rate itself changes: by this a second, a point of the past says less.
    private static let wander = 1e-6
    /// Slopes beyond this are not looked for.
    private static let steepest = 2 * SkewModel.slew
    private var buckets: InlineArray<48, Bucket> = .init(repeating: Bucket())
    private var count = 0
    /// All slopes that fit; nil if there are too few points, or no line fits.
    private(set) var drift: SkewDrift?

    mutating func add(_ block: ClosedSkewBlock) {
        guard block.floor.value > -.infinity else { return }
        if count == buckets.count { mergeLeastUseful(at: block.ceiling.at) }
        let allowance = block.ceiling.allowance + (block.isDense ? 0 : SkewModel.loneAllowance)
        buckets[count] = Bucket(
            floor: block.floor, ceiling: block.ceiling.value + allowance, ceilingAt: block.ceiling.at,
            allowance: allowance)
        count += 1
        drift = fit(at: block.ceiling.at)
    }

    mutating func removeAll() {
        count = 0
        drift = nil
    }

    /// The skew is `change` more than thought and always was.
    mutating func shift(by change: Double) {
        for index in 0..<count {
            buckets[index].floor.value += change
            buckets[index].ceiling += change
        }
    }

    /// Never one of the newest two: they carry the present end of the line.
    private mutating func mergeLeastUseful(at time: Double) {
        var best = 0
        var leastUse = Double.infinity
        for index in 0..<(count - 3) {
            let span = buckets[index + 1].ceilingAt - buckets[index].ceilingAt
            let use = span / max(time - buckets[index].ceilingAt, 1)
            if use < leastUse { (best, leastUse) = (index, use) }
        }
        buckets[best] = buckets[best].merged(with: buckets[best + 1])
        remove(at: best + 1)
    }

    private mutating func remove(at index: Int) {
        for later in (index + 1)..<count { buckets[later - 1] = buckets[later] }
        count -= 1
    }

    // MARK: The line

    private mutating func fit(at time: Double) -> SkewDrift? {
        // What fitted last time mostly still does.
        var middle = (drift?.partsPerMillion ?? 0) * 1e-6
        while count >= 3 {
            if conflict(slope: middle, at: time) > 0 { middle = leastConflict(at: time) }
            if conflict(slope: middle, at: time) <= 0 { return result(around: middle, at: time) }
            // No line fits: what is oldest is wrong, or true no more.
            remove(at: 0)
        }
        return nil
    }

    /// By how much the highest lower point lies over the lowest upper point when time is seen along `slope`: a line of
    /// this slope fits if it is not positive. Convex in the slope.
    private func conflict(slope: Double, at time: Double) -> Double {
        var highest = -Double.infinity
        var lowest = Double.infinity
        // By span: indexing the array itself copies it for every element.
        let points = buckets.span
        for index in 0..<count {
            let bucket = points[index]
            let floorAge = time - bucket.floor.at
            let ceilingAge = time - bucket.ceilingAt
            highest = max(highest, bucket.floor.value + (slope - SkewDriftFit.wander) * floorAge)
            lowest = min(lowest, bucket.ceiling + (slope + SkewDriftFit.wander) * ceilingAge)
        }
        return highest - lowest
    }

    private func leastConflict(at time: Double) -> Double {
        var (low, high) = (-SkewDriftFit.steepest, SkewDriftFit.steepest)
        // To half a part per million.
        for _ in 0..<20 {
            let third = (high - low) / 3
            if conflict(slope: low + third, at: time) < conflict(slope: high - third, at: time) {
                high -= third
            } else {
                low += third
            }
        }
        return (low + high) / 2
    }

    private func result(around middle: Double, at time: Double) -> SkewDrift? {
        let low = edge(from: middle, to: -SkewDriftFit.steepest, at: time)
        let high = edge(from: middle, to: SkewDriftFit.steepest, at: time)
        let span = time - buckets[0].ceilingAt
        guard span > 0 else { return nil }
        let slope = (low + high) / 2 * 1e6
        let tolerance = max((high - low) / 2, meanAllowance / span) * 1e6
        return SkewDrift(partsPerMillion: slope, tolerance: tolerance, span: .nanoseconds(Int64(span * 1e9)))
    }

    /// The slope farthest towards `limit` that fits.
    private func edge(from fitting: Double, to limit: Double, at time: Double) -> Double {
        if conflict(slope: limit, at: time) <= 0 { return limit }
        var (inside, outside) = (fitting, limit)
        for _ in 0..<14 {
            let slope = (inside + outside) / 2
            if conflict(slope: slope, at: time) <= 0 { inside = slope } else { outside = slope }
        }
        return inside
    }

    private var meanAllowance: Double {
        let points = buckets.span
        var sum = 0.0
        for index in 0..<count { sum += points[index].allowance }
        return sum / Double(count)
    }
}
