/// How many columns and rows there are.
public struct Size: Hashable, Sendable {
    public var columns: Int
    public var rows: Int

    /// Negative numbers count as 0.
    public init(columns: Int, rows: Int) {
        self.columns = max(columns, 0)
        self.rows = max(rows, 0)
    }
}

/// A part of a surface. Never negative in size; it may lie outside the surface, where nothing is drawn.
struct Rect: Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(width, 0)
        self.height = max(height, 0)
    }

    init(_ size: Size) {
        self.init(width: size.columns, height: size.rows)
    }

    func contains(x: Int, y: Int) -> Bool {
        (self.x..<self.x + width).contains(x) && (self.y..<self.y + height).contains(y)
    }

    /// Cuts off up to `rows` rows above and returns them.
    mutating func takeTop(_ rows: Int) -> Rect {
        let taken = min(max(rows, 0), height)
        defer { self = Rect(x: x, y: y + taken, width: width, height: height - taken) }
        return Rect(x: x, y: y, width: width, height: taken)
    }

    /// Cuts off up to `rows` rows below and returns them.
    mutating func takeBottom(_ rows: Int) -> Rect {
        let taken = min(max(rows, 0), height)
        height -= taken
        return Rect(x: x, y: y + height, width: width, height: taken)
    }

    /// One column less on each side and, if asked, one row less above and below.
    func inset(columns: Int = 0, rows: Int = 0) -> Rect {
        Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
    }

    /// A rectangle of this size in the middle, cut to fit.
    func centred(width wanted: Int, height wantedHeight: Int) -> Rect {
        let width = min(wanted, self.width)
        let height = min(wantedHeight, self.height)
        return Rect(x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
    }
}
