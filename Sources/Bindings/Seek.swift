import DHCPv6Wire
import LeasequerySession

/// A row to be found in a list, however far it is from those that are shown.
public struct Seek: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        /// The next row that passes this as well as the filter of the question; after the last row comes the first.
        case match(Filter)
        /// The row of least address that is not below this one. Only of bindings.
        case address(IPv6Address)
    }

    public var target: Target
    /// The binding that the search goes on from; nil: from the end of the list. Of changes `index` says it.
    public var binding: BindingSubject?
    /// The row that the search goes on from.
    public var index: Int
    /// Towards the first row.
    public var isBackward: Bool

    public init(_ target: Target, binding: BindingSubject? = nil, index: Int = 0, isBackward: Bool = false) {
        self.target = target
        self.binding = binding
        self.index = index
        self.isBackward = isBackward
    }
}

/// Where a row that was sought is.
public struct Sought: Hashable, Sendable {
    /// In the whole list; nil: there is no such row.
    public var index: Int?
    /// The index of the first row of the answer, which has the window moved there.
    public var start: Int
    /// The end of the list came first.
    public var hasWrapped: Bool

    public init(index: Int?, start: Int, hasWrapped: Bool = false) {
        self.index = index
        self.start = start
        self.hasWrapped = hasWrapped
    }

    /// Of a window of so many rows, the row in its middle.
    init(_ found: (index: Int, hasWrapped: Bool)?, in window: Range<Int>) {
        let start = found.map { max($0.index - window.count / 2, 0) }
        self.init(index: found?.index, start: start ?? window.lowerBound, hasWrapped: found?.hasWrapped ?? false)
    }
}
