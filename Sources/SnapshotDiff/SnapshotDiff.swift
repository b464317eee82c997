import DHCPv6Wire

/// What became of the bindings between two snapshots.
///
/// A binding is one if it is `bound`. One of the same address, length and kind is the same one; where its client is
/// another it changed its holder. One that went while its client got another of the same kind, which was not there
/// before, moved; that takes two whole snapshots. Later or earlier ends are only counted.
public struct SnapshotDiff: Sendable {
    /// Places in the two snapshots.
    enum Change: Hashable, Sendable {
        case new(Int)
        /// Not bound in the second one, which may still know of it.
        case gone(Int, as: Snapshot.State?)
        case moved(Int, Int)
        case changedHolder(Int, Int)

        /// What stands first in a list by address: its place in the second, or else the first snapshot.
        fileprivate func address(_ first: Snapshot, _ second: Snapshot) -> IPv6Address {
            switch self {
            case .new(let place), .moved(_, let place), .changedHolder(_, let place): second.entries[place].address
            case .gone(let place, _): first.entries[place].address
            }
        }
    }

    public let first: Snapshot
    public let second: Snapshot
    /// By address.
    private(set) var changes: [Change] = []
    /// Bindings with the same client in both.
    public private(set) var same = 0
    /// Of these, those that end later than they did, or earlier, by more than `clockTolerance`.
    public private(set) var later = 0
    public private(set) var earlier = 0

    /// Seconds that the end of an untouched binding may differ by: it is computed from a clock of whole seconds that is
    /// measured anew at each reading.
    public static let clockTolerance: Int64 = 2

    /// - Throws: `SnapshotFault.redaction` if their pseudonyms cannot be compared.
    public init(from first: Snapshot, to second: Snapshot) throws(SnapshotFault) {
        try SnapshotDiff.checkRedaction(first.origin.redaction, second.origin.redaction)
        self.first = first
        self.second = second
        compare()
        // What was not told may be where it was.
        if first.origin.isWhole, second.origin.isWhole { findMoved() }
        changes.sort { $0.address(first, second) < $1.address(first, second) }
    }

    public var isSame: Bool { changes.isEmpty }

    private static func checkRedaction(
        _ first: Snapshot.Redaction?, _ second: Snapshot.Redaction?
    ) throws(SnapshotFault) {
        switch (first, second) {
        case (nil, nil): return
        case (nil, _?), (_?, nil):
            throw .redaction("one is redacted and the other is not: their clients have no names in common")
        case (let first?, let second?):
            guard first.keyFingerprint == second.keyFingerprint else {
                throw .redaction("they are redacted with different keys: their clients have no names in common")
            }
            guard first.prefixLength == second.prefixLength else {
                throw .redaction("they are redacted to different prefix-lengths")
            }
        }
    }

    /// Goes through both by address; what has the same address, length and kind is compared at once.
    private mutating func compare() {
        var (left, right) = (0, 0)
        while left < first.entries.count || right < second.entries.count {
            let leftEnd = groupEnd(first, from: left)
            let rightEnd = groupEnd(second, from: right)
            if right == rightEnd || left < leftEnd && Snapshot.isBefore(first.entries[left], second.entries[right]) {
                compare(left..<leftEnd, right..<right)
                left = leftEnd
            } else if left == leftEnd || Snapshot.isBefore(second.entries[right], first.entries[left]) {
                compare(left..<left, right..<rightEnd)
                right = rightEnd
            } else {
                compare(left..<leftEnd, right..<rightEnd)
                (left, right) = (leftEnd, rightEnd)
            }
        }
    }

    /// Servers that are no partners may both tell a binding; in redacted snapshots many have the same address.
    private func groupEnd(_ snapshot: Snapshot, from start: Int) -> Int {
        guard start < snapshot.entries.count else { return start }
        var end = start + 1
        while end < snapshot.entries.count, !Snapshot.isBefore(snapshot.entries[start], snapshot.entries[end]) {
            end += 1
        }
        return end
    }

    private mutating func compare(_ left: Range<Int>, _ right: Range<Int>) {
        // Nearly always one and one.
        if left.count == 1, right.count == 1, first.entries[left.lowerBound].state == .bound,
            second.entries[right.lowerBound].state == .bound, isSameClient(left.lowerBound, right.lowerBound)
        {
            return noteSame(left.lowerBound, right.lowerBound)
        }
        var left = left.filter { first.entries[$0].state == .bound }
        var waiting: [ArraySlice<UInt8>: [Int]] = [:]
        for place in right.reversed() where second.entries[place].state == .bound {
            waiting[second.client(of: second.entries[place]), default: []].append(place)
        }
        left.removeAll { place in
            guard let other = waiting[first.client(of: first.entries[place])]?.popLast() else { return false }
            noteSame(place, other)
            return true
        }
        var added = waiting.values.joined().sorted()
        // Cut addresses do not say which binding it is.
        if second.origin.redaction == nil {
            let changed = min(left.count, added.count)
            for index in 0..<changed { changes.append(.changedHolder(left[index], added[index])) }
            left.removeFirst(changed)
            added.removeFirst(changed)
        }
        for place in left { changes.append(.gone(place, as: stateInSecond(of: place, right))) }
        for place in added { changes.append(.new(place)) }
    }

    private func stateInSecond(of place: Int, _ right: Range<Int>) -> Snapshot.State? {
        right.first { second.entries[$0].state != .bound && isSameClient(place, $0) }.map { second.entries[$0].state }
    }

    private func isSameClient(_ left: Int, _ right: Int) -> Bool {
        first.client(of: first.entries[left]) == second.client(of: second.entries[right])
    }

    private mutating func noteSame(_ left: Int, _ right: Int) {
        same += 1
        let before = first.entries[left].expiresAt
        let after = second.entries[right].expiresAt
        guard before != after else { return }
        if before == .max || after != .max && after < before - SnapshotDiff.clockTolerance {
            earlier += 1
        } else if after == .max || after > before + SnapshotDiff.clockTolerance {
            later += 1
        }
    }

    /// Of what a client lost and got of one kind, the first with the first.
    private mutating func findMoved() {
        struct Key: Hashable {
            var client: ArraySlice<UInt8>
            var isPrefix: Bool
        }
        var lost: [Key: [Int]] = [:]
        for (index, change) in changes.enumerated().reversed() {
            guard case .gone(let place, _) = change else { continue }
            let entry = first.entries[place]
            lost[Key(client: first.client(of: entry), isPrefix: entry.isPrefix), default: []].append(index)
        }
        var isTaken = Set<Int>()
        for (index, change) in changes.enumerated() {
            guard case .new(let place) = change else { continue }
            let entry = second.entries[place]
            let key = Key(client: second.client(of: entry), isPrefix: entry.isPrefix)
            guard let from = lost[key]?.popLast(), case .gone(let before, _) = changes[from] else { continue }
            changes[index] = .moved(before, place)
            isTaken.insert(from)
        }
        guard !isTaken.isEmpty else { return }
        changes = changes.enumerated().filter { !isTaken.contains($0.offset) }.map(\.element)
    }
}
