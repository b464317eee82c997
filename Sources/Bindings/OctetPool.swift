/// Octet strings with counted references, named by 32 bits: long DUIDs and the options of clients.
///
/// Strings are not searched for duplicates: nearly every client's options hold its own link-local address or name.
struct OctetPool {
    typealias Name = UInt32
    /// The empty string; needs no room.
    static let none: Name = 0

    /// Freed room is kept for strings of the same size class. Small, because a third of all bindings has one: there
    /// are at most 65,535 octets in a message, and fewer leases that could share them.
    private struct Block {
        /// Where the string begins, in grains from the start of the first page.
        var grain: UInt32
        var count: UInt16
        var references: UInt16
    }

    private var blocks = Pages<Block>()
    private var pages: ContiguousArray<HugeArray<UInt8>> = []
    /// Octets of the last page that belong to blocks.
    private var pageUsed = OctetPool.pageSize
    /// By size class.
    private var free: ContiguousArray<ContiguousArray<Name>> = []
    /// Octets taken up by strings in use.
    private(set) var octetsInUse = 0

    private static let pageSize = HugeArray<UInt8>.pageSize
    private static let grain = 8

    func octets(_ name: Name) -> ArraySlice<UInt8> {
        guard name != OctetPool.none else { return [] }
        return withOctets(name) { octets in octets.withUnsafeBytes { ArraySlice($0) } }
    }

    /// As above, without anything made for it.
    @inline(__always)
    func withOctets<Result>(_ name: Name, _ body: (RawSpan) -> Result) -> Result {
        guard name != OctetPool.none else { return body(RawSpan()) }
        let (page, range) = OctetPool.place(of: blocks[Int(name) - 1])
        return pages[page].withSpan(range) { body($0.bytes) }
    }

    /// Whether the string of this name is `octets`.
    func holds(_ octets: RawSpan, as name: Name) -> Bool {
        guard name != OctetPool.none else { return octets.byteCount == 0 }
        let block = blocks[Int(name) - 1]
        guard Int(block.count) == octets.byteCount else { return false }
        let (page, range) = OctetPool.place(of: block)
        return pages[page].withSpan(range) { $0.bytes.holdsSameOctets(as: octets) }
    }

    /// Keeps a copy with one reference.
    mutating func insert(_ octets: RawSpan) -> Name {
        guard octets.byteCount > 0 else { return OctetPool.none }
        let sizeClass = OctetPool.sizeClass(octets.byteCount)
        octetsInUse += sizeClass * OctetPool.grain
        let reusable = sizeClass < free.count ? free[sizeClass].popLast() : nil
        let name = reusable ?? makeBlock(sizeClass)
        blocks[Int(name) - 1].count = UInt16(octets.byteCount)
        blocks[Int(name) - 1].references = 1
        let (page, range) = OctetPool.place(of: blocks[Int(name) - 1])
        octets.withUnsafeBytes { source in
            pages[page].withMutableSpan(range) { $0.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
        }
        return name
    }

    mutating func retain(_ name: Name) {
        if name != OctetPool.none { blocks[Int(name) - 1].references += 1 }
    }

    mutating func release(_ name: Name) {
        guard name != OctetPool.none else { return }
        blocks[Int(name) - 1].references -= 1
        let block = blocks[Int(name) - 1]
        guard block.references == 0 else { return }
        let sizeClass = OctetPool.sizeClass(Int(block.count))
        while free.count <= sizeClass { free.append([]) }
        free[sizeClass].append(name)
        octetsInUse -= sizeClass * OctetPool.grain
    }

    private static func sizeClass(_ count: Int) -> Int { (count + grain - 1) / grain }

    private static func place(of block: Block) -> (page: Int, range: Range<Int>) {
        let start = Int(block.grain) * grain
        return (start / pageSize, start % pageSize..<start % pageSize + Int(block.count))
    }

    private mutating func makeBlock(_ sizeClass: Int) -> Name {
        let size = sizeClass * OctetPool.grain
        if pageUsed + size > OctetPool.pageSize {
            // Of most stores the first page is enough, and a part of that.
            pages.append(HugeArray(count: OctetPool.pageSize, isDense: !pages.isEmpty))
            pageUsed = 0
        }
        let start = (pages.count - 1) * OctetPool.pageSize + pageUsed
        blocks.append(Block(grain: UInt32(start / OctetPool.grain), count: 0, references: 0))
        pageUsed += size
        return Name(blocks.count)
    }
}

extension RawSpan {
    /// Both must be of one length.
    fileprivate func holdsSameOctets(as other: RawSpan) -> Bool {
        var at = 0
        while byteCount - at >= 8 {
            let left = unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
            guard left == other.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self) else { return false }
            at += 8
        }
        while at < byteCount {
            let left = unsafeLoad(fromByteOffset: at, as: UInt8.self)
            guard left == other.unsafeLoad(fromByteOffset: at, as: UInt8.self) else { return false }
            at += 1
        }
        return true
    }
}
