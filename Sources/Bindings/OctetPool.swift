/// Octet strings with counted references, named by 32 bits: long DUIDs and the options of clients.
///
/// Strings are not searched for duplicates: nearly every client's options hold its own link-local address or name.
struct OctetPool {
    typealias Name = UInt32
    /// The empty string; needs no room.
    static let none: Name = 0

    /// Freed room is kept for strings of the same size class.
    private struct Block {
        var page: UInt32
        var start: UInt32
        var count: UInt32
        /// Of a free block: the next free one of its class.
        var references: UInt32
    }

    private var blocks = Pages<Block>()
    private var pages: ContiguousArray<ContiguousArray<UInt8>> = []
    /// Octets of the last page that belong to blocks.
    private var pageUsed = OctetPool.pageSize
    /// By size class: the first free block, plus one.
    private var free: ContiguousArray<UInt32> = []
    /// Octets taken up by strings in use.
    private(set) var octetsInUse = 0

    private static let pageSize = 1 << 18
    private static let grain = 16

    func octets(_ name: Name) -> ArraySlice<UInt8> {
        guard name != OctetPool.none else { return [] }
        let block = blocks[Int(name) - 1]
        return ArraySlice(pages[Int(block.page)][Int(block.start)..<Int(block.start + block.count)])
    }

    /// Whether the string of this name is `octets`.
    func holds(_ octets: RawSpan, as name: Name) -> Bool {
        guard name != OctetPool.none else { return octets.byteCount == 0 }
        let block = blocks[Int(name) - 1]
        guard Int(block.count) == octets.byteCount else { return false }
        let page = pages[Int(block.page)]
        let known = page.span.bytes.extracting(Int(block.start)..<Int(block.start + block.count))
        return known.holdsSameOctets(as: octets)
    }

    /// Keeps a copy with one reference.
    mutating func insert(_ octets: RawSpan) -> Name {
        guard octets.byteCount > 0 else { return OctetPool.none }
        let sizeClass = OctetPool.sizeClass(octets.byteCount)
        octetsInUse += sizeClass * OctetPool.grain
        let reusable = sizeClass < free.count ? free[sizeClass] : 0
        let name = reusable != 0 ? reusable : makeBlock(sizeClass)
        var block = blocks[Int(name) - 1]
        if reusable != 0 { free[sizeClass] = block.references }
        block.count = UInt32(octets.byteCount)
        block.references = 1
        blocks[Int(name) - 1] = block
        octets.withUnsafeBytes { source in
            pages[Int(block.page)].withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[Int(block.start)...]).copyMemory(from: source)
            }
        }
        return name
    }

    mutating func retain(_ name: Name) {
        if name != OctetPool.none { blocks[Int(name) - 1].references += 1 }
    }

    mutating func release(_ name: Name) {
        guard name != OctetPool.none else { return }
        var block = blocks[Int(name) - 1]
        block.references -= 1
        if block.references == 0 {
            let sizeClass = OctetPool.sizeClass(Int(block.count))
            while free.count <= sizeClass { free.append(0) }
            block.references = free[sizeClass]
            free[sizeClass] = name
            octetsInUse -= sizeClass * OctetPool.grain
        }
        blocks[Int(name) - 1] = block
    }

    private static func sizeClass(_ count: Int) -> Int { (count + grain - 1) / grain }

    private mutating func makeBlock(_ sizeClass: Int) -> Name {
        let size = sizeClass * OctetPool.grain
        if pageUsed + size > OctetPool.pageSize {
            pages.append(ContiguousArray(repeating: 0, count: OctetPool.pageSize))
            pageUsed = 0
        }
        blocks.append(Block(page: UInt32(pages.count - 1), start: UInt32(pageUsed), count: 0, references: 0))
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
