/// A list whose first elements lie inside the value itself: emptying and filling it again costs no allocation and no
/// reference counting, which is what decoding millions of small messages needs.
@frozen
public struct ShortList<let inlineCapacity: Int, Element: Sendable>: Sendable {
    @usableFromInline var first: [inlineCapacity of Element]
    @usableFromInline var rest: ContiguousArray<Element> = []
    @usableFromInline var used = 0

    /// - Parameter filler: any value; fills the room not in use.
    @inlinable
    init(filler: Element) {
        first = .init(repeating: filler)
    }

    @inlinable @inline(__always)
    mutating func append(_ element: Element) {
        if used < inlineCapacity { first[used] = element } else { rest.append(element) }
        used += 1
    }

    /// Forgets all but the first `newCount` elements. Traps if there are fewer.
    @inlinable @inline(__always)
    mutating func truncate(to newCount: Int) {
        precondition(newCount <= used)
        if !rest.isEmpty { rest.removeLast(rest.count - Swift.max(0, newCount - inlineCapacity)) }
        used = newCount
    }
}

extension ShortList: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { used }
    @inlinable public var count: Int { used }

    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index < used)
            return index < inlineCapacity ? first[index] : rest[index - inlineCapacity]
        }
        @inline(__always) set {
            precondition(index < used)
            if index < inlineCapacity { first[index] = newValue } else { rest[index - inlineCapacity] = newValue }
        }
    }
}
