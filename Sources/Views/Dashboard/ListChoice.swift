import Bindings
import LeasequerySession

/// How a list is from the start, until the user changes it on the screen.
public struct ListChoice: Hashable, Sendable {
    /// Why it cannot be so.
    public enum Fault: Error, Hashable, Sendable {
        case columns(String)
        case sort(String)
    }

    public let screen: Screen
    /// The names of the columns to be shown, in order; empty: as usual.
    public let columns: [String]
    /// A column and maybe `asc` or `desc`; nil: as usual.
    public let sort: String?
    let arrangement: ColumnArrangement
    let sorting: ListSorting?

    public init(_ screen: Screen, columns: [String], sort: String?) throws(Fault) {
        self.screen = screen
        self.columns = columns
        self.sort = sort
        var dashboard = Dashboard()
        dashboard.state.screen = screen
        let now = Moment(uptime: 0, utc: 0)
        let heads = dashboard.tableShape(at: now)?.heads ?? []
        for name in columns where !heads.contains(where: { $0.name == name }) {
            throw .columns(CommandLine.fault(name[...], kind: "column", among: heads.map(\.name)).reason)
        }
        let hidden = heads.filter { !columns.isEmpty && !$0.isKey && !columns.contains($0.name) }
        arrangement = ColumnArrangement(order: columns, hidden: Set(hidden.map(\.name)))
        do throws(CommandLine.Fault) {
            sorting = try sort.map { text throws(CommandLine.Fault) in try dashboard.sorting(text[...], at: now) }
        } catch {
            throw .sort(error.reason)
        }
    }
}

/// What a list is sorted by, and which way.
struct ListSorting: Hashable {
    var key: SortKey
    var isDescending: Bool
}

extension Screen {
    /// What a configuration and the command line call it.
    public init?(name: String) {
        guard let screen = Screen.allCases.first(where: { $0.name == name }) else { return nil }
        self = screen
    }

    public var name: String { "\(self)" }
}

extension Dashboard {
    mutating func adopt(_ choice: ListChoice) {
        if !choice.columns.isEmpty { state.columns[choice.screen] = choice.arrangement }
        if let sorting = choice.sorting { sort(by: sorting.key, descending: sorting.isDescending) }
    }
}
