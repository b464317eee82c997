import Glibc

/// A fixed number of plain values, zero at first, that the kernel is asked to keep in pages of 2 MiB. A copy shares
/// the memory until either is written to.
///
/// The store's only memory of its own. Filling it with a million bindings on pages of 4 KiB takes 24,000 page faults
/// more, about a seventh of the time; looking things up in it is as fast on either.
struct HugeArray<Element: BitwiseCopyable & Sendable>: Sendable {
    private var memory: Memory
    let count: Int

    /// Octets of a large page, for who wants to fill some.
    static var pageSize: Int { 2 << 20 }

    /// - Parameter isDense: false for memory of which little may ever be used: pages of 4 KiB, taken when touched.
    init(count: Int, isDense: Bool = true) {
        self.count = count
        memory = Memory(size: count * MemoryLayout<Element>.stride, isDense: isDense)
    }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count)
            return memory.start.assumingMemoryBound(to: Element.self)[index]
        }
        @inline(__always) _modify {
            precondition(index >= 0 && index < count)
            if !isKnownUniquelyReferenced(&memory) { memory = Memory(copying: memory) }
            yield &memory.start.assumingMemoryBound(to: Element.self)[index]
        }
    }

    /// The elements of a range.
    @inline(__always)
    func withSpan<Result>(_ range: Range<Int>, _ body: (Span<Element>) -> Result) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let start = memory.start.assumingMemoryBound(to: Element.self) + range.lowerBound
        return withExtendedLifetime(memory) {
            body(UnsafeBufferPointer(start: start, count: range.count).span)
        }
    }

    /// The elements of a range, to be written: looks once whether the memory is shared, not for every element.
    @inline(__always)
    mutating func withMutableSpan<Result>(_ range: Range<Int>, _ body: (inout MutableSpan<Element>) -> Result) -> Result
    {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        if !isKnownUniquelyReferenced(&memory) { memory = Memory(copying: memory) }
        let start = memory.start.assumingMemoryBound(to: Element.self) + range.lowerBound
        return withExtendedLifetime(memory) {
            var span = UnsafeMutableBufferPointer(start: start, count: range.count).mutableSpan
            return body(&span)
        }
    }

    /// Never changes while two arrays share it, so that both may be used on threads of their own.
    private final class Memory: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
        private let size: Int
        private let isDense: Bool

        /// Traps when there is no memory, as arrays do.
        init(size: Int, isDense: Bool) {
            self.size = size.roundedUp(to: 4096)
            self.isDense = isDense
            // Large pages begin at multiples of their size: take more than is needed and give back what sticks out.
            let slack = isDense && self.size >= pageSize ? pageSize : 0
            let raw = mmap(nil, self.size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let raw, raw != MAP_FAILED else { preconditionFailure("no memory for \(size) octets of bindings") }
            start = slack > 0 ? raw.alignedUp(toMultipleOf: pageSize) : raw
            guard slack > 0 else { return }
            if start > raw { munmap(raw, start - raw) }
            munmap(start + self.size, raw + slack - start)
            madvise(start, self.size, MADV_HUGEPAGE)
        }

        convenience init(copying other: Memory) {
            self.init(size: other.size, isDense: other.isDense)
            start.copyMemory(from: other.start, byteCount: size)
        }

        deinit { munmap(start, size) }
    }
}

extension Int {
    fileprivate func roundedUp(to step: Int) -> Int { (self + step - 1) / step * step }
}
