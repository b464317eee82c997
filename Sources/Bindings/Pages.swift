/// An array that grows a page at a time: growing moves no element, and a copy of the whole shares all pages but those
/// written afterwards.
struct Pages<Element: BitwiseCopyable & Sendable>: Sendable {
    private var pages: ContiguousArray<HugeArray<Element>> = []
    private(set) var count = 0

    /// As many as fill a large page.
    private static var size: Int { HugeArray<Element>.pageSize / MemoryLayout<Element>.stride }

    subscript(index: Int) -> Element {
        @inline(__always) get { pages[index / Self.size][index % Self.size] }
        @inline(__always) _modify { yield &pages[index / Self.size][index % Self.size] }
    }

    mutating func append(_ element: Element) {
        let (page, place) = (count / Self.size, count % Self.size)
        // Of most stores the first page is enough, and a part of that.
        if page == pages.count { pages.append(HugeArray(count: Self.size, isDense: count > 0)) }
        pages[page][place] = element
        count += 1
    }

    /// Calls `body` for every element in order, with its index.
    @inline(__always)
    func visit(_ body: (Int, borrowing Element) -> Void) { visit(0..<count, body) }

    /// Calls `body` for the elements of a range in order, each with its index.
    @inline(__always)
    func visit(_ range: Range<Int>, _ body: (Int, borrowing Element) -> Void) {
        var next = range.lowerBound
        while next < range.upperBound {
            let page = pages[next / Self.size]
            let start = next % Self.size
            let count = min(Self.size - start, range.upperBound - next)
            for offset in 0..<count { body(next + offset, page[start + offset]) }
            next += count
        }
    }
}
