/// A text and what it means.
struct Words: Hashable {
    var text: String
    var role: Style.Role

    init(_ text: String, _ role: Style.Role = .plain) {
        self.text = text
        self.role = role
    }
}

/// One column of a table.
struct Column<Row> {
    var title: String
    /// The least that is of use, and what it takes if there is room.
    var width: ClosedRange<Int>
    var alignedRight = false
    /// Addresses and identifiers that begin alike often end differently: what does not fit is left out in the middle.
    var isIdentifier = false
    /// The last character is a mark that stays.
    var endsInMark = false
    /// Says which row it is: is always shown, and stays where others are scrolled out.
    var isKey = false
    /// 0 is always shown; of the others the highest number goes first when there is no room.
    var priority: Int
    /// nil: the list cannot be sorted by it.
    var sorting: ColumnSorting?
    var cell: (Row) -> Words

    var head: ColumnHead { ColumnHead(title: title, isKey: isKey, sorting: sorting) }
}

/// A column without its cells.
struct ColumnHead: Hashable {
    var title: String
    var isKey: Bool
    var sorting: ColumnSorting?

    /// What menus and commands call it; no other of its table is called so.
    var name: String { title.lowercased().split(separator: " ").joined(separator: "-") }

    /// The title, and behind it which way the rows are in its order.
    var text: String {
        switch sorting?.mark {
        case nil: title
        case .ascending: "\(title)▲"
        case .descending: "\(title)▼"
        }
    }
}

/// How a list can be sorted by a column.
struct ColumnSorting: Hashable {
    var key: SortKey
    /// Which way what the column shows goes; nil: the list is in another order.
    var mark: Mark?

    enum Mark { case ascending, descending }

    /// - Parameter isAge: what the column shows falls while the key rises.
    init(_ key: SortKey, of dashboard: Dashboard, isAge: Bool = false) {
        self.key = key
        guard dashboard.sortKey == key else { return }
        mark = dashboard.isDescending == isAge ? .ascending : .descending
    }
}

/// How the user has arranged the columns of a list.
public struct ColumnArrangement: Hashable, Sendable {
    /// Names in the order chosen; what is not named comes behind them, in its usual order.
    var order: [String] = []
    /// Names.
    var hidden: Set<String> = []
    /// Columns scrolled out on the left, the key column not counted.
    var scrolled = 0
}
