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
    func visit(_ body: (Int, borrowing Element) -> Void) {
        for (number, page) in pages.enumerated() {
            let elements = page.span
            for index in elements.indices { body(number << Self.shift | index, elements[index]) }
        }
    }
}
