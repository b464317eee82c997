/// A list that is emptied and filled again for every message: without reference counting, and without a check whether
/// somebody else holds it, because nobody can. Arrays cost a third more time here.
///
/// The one place of this module that owns memory by hand. Every index is checked.
public struct ReusedList<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    @usableFromInline var used = 0

    /// - Parameter capacity: room to begin with; grows as needed.
    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    @inlinable public var count: Int { used }
    @inlinable public var isEmpty: Bool { used == 0 }
    @inlinable public var indices: Range<Int> { 0..<used }
    /// A copy, for where time does not matter.
    public var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: used)) }

    /// Traps outside `indices`.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < used)
            return base[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < used)
            base[index] = newValue
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if used == capacity { grow() }
        (base + used).initialize(to: element)
        used &+= 1
    }

    @inline(__always)
    mutating func removeAll() { used = 0 }

    /// Forgets all but the first `newCount` elements. Traps if there are fewer.
    @inline(__always)
    mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= used)
        used = newCount
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: used)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
