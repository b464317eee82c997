/// What a cell means. Which colour or attribute shows it is the palette's matter; no meaning is told by it alone.
public struct Style: Hashable, Sendable {
    public enum Role: UInt8, CaseIterable, Hashable, Sendable {
        case plain
        /// The program's name, a chosen tab: what the eye should find first.
        case strong
        /// Column headings and labels.
        case label
        /// Frames and what may be overlooked.
        case dim
        case good
        /// Not as it should be, and may pass.
        case attention
        /// Broken, missing or insecure.
        case bad
        /// Just came into being.
        case fresh
        /// No longer holds.
        case ended
        /// A key to press.
        case key
    }

    public var role: Role
    /// The row under the cursor.
    public var isSelected: Bool

    public init(_ role: Role, isSelected: Bool = false) {
        self.role = role
        self.isSelected = isSelected
    }
}

/// One column of one row.
public struct Cell: Hashable, Sendable {
    public var scalar: Unicode.Scalar
    public var style: Style
    /// 1; 2 for the left half of a wide character; 0 for its right half.
    public var width: UInt8

    static let blank = Cell(scalar: " ", style: Style(.plain), width: 1)
}
