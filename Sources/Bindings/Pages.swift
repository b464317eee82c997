/// An array that grows a page at a time: growing moves no element, and a copy of the whole shares all pages but those
/// written afterwards.
struct Pages<Element: Sendable>: Sendable {
    private var pages: ContiguousArray<ContiguousArray<Element>> = []
    private(set) var count = 0

    private static var shift: Int { 10 }
    private static var size: Int { 1 << shift }

    subscript(index: Int) -> Element {
        _read { yield pages[index >> Self.shift][index & (Self.size - 1)] }
        _modify { yield &pages[index >> Self.shift][index & (Self.size - 1)] }
    }

    mutating func append(_ element: Element) {
        if count >> Self.shift == pages.count {
            var page = ContiguousArray<Element>()
            page.reserveCapacity(Self.size)
            pages.append(page)
        }
        pages[pages.count - 1].append(element)
        count += 1
    }

    /// Calls `body` for every element in order, with its index.
    @inline(__always)
    func visit(_ body: (Int, borrowing Element) -> Void) {
        for page in pages.indices { visit(page: page, body) }
    }

    /// Calls `body` for every element, pages in a scattered order: who looks for the greatest must not find elements
    /// that were added in rising order each greater than all before.
    @inline(__always)
    func visitScattered(_ body: (Int, borrowing Element) -> Void) {
        // About the golden section, so that a few steps are spread evenly; without a common divisor, so that all come.
        var step = max(1, pages.count * 618 / 1000)
        while !Self.areCoprime(step, pages.count) { step += 1 }
        var page = 0
        for _ in pages.indices {
            visit(page: page, body)
            page = (page + step) % pages.count
        }
    }

    @inline(__always)
    private func visit(page number: Int, _ body: (Int, borrowing Element) -> Void) {
        let page = pages[number]
        let elements = page.span
        for index in elements.indices { body(number << Self.shift | index, elements[index]) }
    }

    private static func areCoprime(_ left: Int, _ right: Int) -> Bool {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left <= 1
    }
}
