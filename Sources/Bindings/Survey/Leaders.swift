/// The first `capacity` of all that were put in, in an order.
struct Leaders<Element> {
    private var kept: [Element] = []
    /// Nothing behind it is among the first.
    private var last: Element?
    private let capacity: Int
    private let isBefore: (Element, Element) -> Bool

    init(_ capacity: Int, by isBefore: @escaping (Element, Element) -> Bool) {
        self.capacity = capacity
        self.isBefore = isBefore
    }

    mutating func insert(_ element: Element) {
        if let last, !isBefore(element, last) { return }
        kept.append(element)
        // Sorting seldom costs less than keeping order.
        if kept.count == 2 * capacity {
            kept = sorted()
            last = kept.last
        }
    }

    func sorted() -> [Element] { Array(kept.sorted(by: isBefore).prefix(capacity)) }
}
