import Glibc

/// Where the columns of a line are, as far as they are of interest.
struct LeaseColumns {
    /// Kea appends others behind them.
    private static let most = 15

    private let line: ArraySlice<UInt8>
    /// Where each ends; one that is missing is empty, behind the line.
    private var ends: InlineArray<15, Int>
    /// How many there are, those behind the last one of interest left out.
    private(set) var count = 0

    init(_ line: ArraySlice<UInt8>) {
        self.line = line
        ends = InlineArray(repeating: line.endIndex)
        var start = line.startIndex
        while count < LeaseColumns.most {
            let comma = line.firstIndex(of: UInt8(ascii: ","), from: start)
            ends[count] = comma ?? line.endIndex
            count += 1
            guard let comma else { return }
            start = comma + 1
        }
    }

    subscript(column: Int) -> ArraySlice<UInt8> {
        let start = column == 0 ? line.startIndex : min(ends[column - 1] + 1, line.endIndex)
        return line[start..<ends[column]]
    }
}

extension ArraySlice<UInt8> {
    /// As `firstIndex(of:)`, many octets at once.
    func firstIndex(of octet: UInt8, from start: Int) -> Int? {
        withUnsafeBytes { octets in
            guard let base = octets.baseAddress,
                let found = memchr(base + (start - startIndex), Int32(octet), endIndex - start)
            else { return nil }
            return startIndex + (UnsafeRawPointer(found) - base)
        }
    }
}
