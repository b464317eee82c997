import Bindings
import LeasequerySession

/// What the user can want, apart from typing into a prompt.
public enum Command: Hashable, Sendable {
    case show(Screen)
    case nextScreen, previousScreen
    /// Selects the row below or above without leaving its page.
    case nextRow, previousRow
    case move(Movement)
    /// Shows the page of the selection, where it has one, or goes back to the list; goes into a client or prefix.
    case togglePage
    /// Shows or hides the most important of the selection, under the list.
    case toggleDetail
    /// Shows or hides the octets that the page of a binding is made from.
    case toggleOctets
    /// Shows less time more finely in the graphs of a server's page, or more time.
    case zoomIn, zoomOut
    /// Leaves out of the log what is as it should be, then what is no failure, then nothing.
    case nextLogLevel
    /// Undoes the nearest thing: the page, the detail, the way down, then the filter.
    case back
    case editFilter
    /// Opens a menu of columns.
    case chooseOrder, chooseColumns
    case sortNext, sortPrevious, reverseOrder
    /// Columns that do not fit.
    case scrollLeft, scrollRight
    /// Ask for a line.
    case editCommand, editSearch, editJump
    case searchNext, searchPrevious
    /// The name of the selected row, or all it says, for pasting.
    case copyName, copyRow
    case toggleMouse
    case togglePause
    /// Goes back to what is newest and stays there.
    case follow
    case export
    /// Closes the connection of the selected server and opens a new one.
    case reconnect
    /// Asks the selected server for all of its bindings again.
    case refill
    /// Says that the selected alarm was seen, or takes it back.
    case acknowledge
    case help
    /// Reads the configuration anew.
    case reload
    case replay(ReplayControl)
    case repaint
    case suspend
    case quit
}

/// Where the selection goes.
public enum Movement: Hashable, Sendable {
    case up, down, pageUp, pageDown, first, last

    /// Where it leads from a row of a list, in which a page has so many rows.
    func target(from row: Int, page: Int, last: Int) -> Int {
        let target =
            switch self {
            case .up: row - 1
            case .down: row + 1
            case .pageUp: row - page
            case .pageDown: row + page
            case .first: 0
            case .last: last
            }
        return max(min(target, last), 0)
    }
}

/// What a view cannot do itself.
public enum Effect: Hashable, Sendable {
    case quit
    /// Give the terminal back and stop until the shell continues the process.
    case suspend
    /// Draw every cell anew: something else wrote to the terminal.
    case repaint
    case reload
    case replay(ReplayControl)
    case reconnect(ServerID)
    case refill(ServerID)
    case export(ExportRequest)
    case acknowledge(Alarm.ID, Bool)
    /// Ask the terminal to keep a text for pasting.
    case copy(String)
    case useMouse(Bool)
}

/// What to write where.
public struct ExportRequest: Hashable, Sendable {
    /// As typed; never empty.
    public var path: String
    /// nil: all bindings.
    public var filter: Filter?
    public var order: BindingOrder
}

extension Command {
    /// What the command line calls it.
    var name: String {
        switch self {
        case .show(let screen): "\(screen)"
        case .nextScreen: "next-screen"
        case .previousScreen: "previous-screen"
        case .nextRow: "next-row"
        case .previousRow: "previous-row"
        case .move(let movement): movement.name
        case .togglePage: "open"
        case .toggleDetail: "detail"
        case .toggleOctets: "octets"
        case .zoomIn: "zoom-in"
        case .zoomOut: "zoom-out"
        case .nextLogLevel: "log-level"
        case .back: "back"
        case .reload: "reload"
        case .replay(let control): control.rawValue
        case .editFilter: "filter"
        case .chooseOrder: "sort"
        case .chooseColumns: "columns"
        case .sortNext: "sort-next"
        case .sortPrevious: "sort-previous"
        case .reverseOrder: "reverse"
        case .scrollLeft: "left"
        case .scrollRight: "right"
        case .editCommand: "command"
        case .editSearch: "search"
        case .editJump: "jump"
        case .searchNext: "next"
        case .searchPrevious: "previous"
        case .copyName: "copy"
        case .copyRow: "copy-row"
        case .toggleMouse: "mouse"
        case .togglePause: "pause"
        case .follow: "follow"
        case .export: "export"
        case .reconnect: "reconnect"
        case .refill: "fill"
        case .acknowledge: "acknowledge"
        case .help: "help"
        case .repaint: "repaint"
        case .suspend: "suspend"
        case .quit: "quit"
        }
    }
}

extension Movement {
    fileprivate var name: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .pageUp: "page-up"
        case .pageDown: "page-down"
        case .first: "first"
        case .last: "last"
        }
    }
}
