/// Which key says what on which screen: the one table that key presses, footer and help are made from.
enum KeyMap {
    struct Entry {
        /// Each key with its command.
        var keys: [(Key, Command)]
        /// Where it works; empty: everywhere.
        var screens: Set<Screen> = []
        /// For the help, one line.
        var help: String
        /// For the footer, one or two words; nil: not there.
        var footer: String?

        func works(on screen: Screen) -> Bool { screens.isEmpty || screens.contains(screen) }

        /// The screens where it works, for people.
        var place: String { Screen.allCases.filter(works).map(\.title).joined(separator: ", ") }
    }

    static let entries: [Entry] = [
        Entry(keys: [(.character("q"), .quit), (.control("c"), .quit)], help: "quit", footer: "quit"),
        Entry(keys: [(.character("?"), .help), (.function(1), .help)], help: "this help", footer: "help"),
        Entry(
            keys: Screen.allCases.map { (.character(Unicode.Scalar(UInt8(48 + $0.number))), .show($0)) },
            help: Screen.allCases.map(\.title).joined(separator: ", ")),
        Entry(keys: [(.tab, .nextScreen), (.backTab, .previousScreen)], help: "next screen, previous screen"),
        Entry(
            keys: [
                (.character("j"), .move(.down)), (.down, .move(.down)), (.character("k"), .move(.up)),
                (.up, .move(.up)),
            ], help: "select the row below, above"),
        Entry(
            keys: [(.pageDown, .move(.pageDown)), (.pageUp, .move(.pageUp))],
            help: "one screenful down, up"),
        Entry(
            keys: [
                (.character("g"), .move(.first)), (.home, .move(.first)), (.character("G"), .move(.last)),
                (.end, .move(.last)),
            ], help: "first row, last row"),
        Entry(
            keys: [(.enter, .togglePage)], screens: [.clients, .prefixes], help: "go into the selected row",
            footer: "open"),
        Entry(
            keys: [(.enter, .togglePage), (.character("d"), .toggleDetail)],
            screens: [.servers, .bindings, .changes, .alarms, .log],
            help: "open the selected row, show its detail under the list", footer: "detail"),
        Entry(
            keys: [(.character("]"), .nextRow), (.character("["), .previousRow)],
            screens: [.servers, .bindings, .changes], help: "next row's page, the previous"),
        Entry(
            keys: [(.character("+"), .zoomIn), (.character("-"), .zoomOut)], screens: [.servers],
            help: "on a page: graphs of less time, of more"),
        Entry(
            keys: [(.character("x"), .toggleOctets)], screens: [.bindings, .changes],
            help: "on a page: the octets as they came"),
        Entry(
            keys: [(.character("/"), .editFilter)], screens: [.bindings, .changes, .clients, .prefixes],
            help: "filter by prefix, client, state and more", footer: "filter"),
        Entry(
            keys: [
                (.control("f"), .editSearch), (.character("n"), .searchNext), (.character("N"), .searchPrevious),
            ], screens: [.bindings, .changes], help: "search without hiding, next match, previous"),
        Entry(keys: [(.character("J"), .editJump)], help: "go to an address among the bindings"),
        Entry(
            keys: [(.escape, .back), (.backspace, .back)],
            help: "close the page, the detail, go back up, then clear the filter"),
        Entry(
            keys: [(.character("s"), .chooseOrder)], screens: [.servers, .bindings, .clients, .prefixes],
            help: "choose what to sort by", footer: "sort"),
        Entry(
            keys: [
                (.character("<"), .sortPrevious), (.character(">"), .sortNext), (.character("r"), .reverseOrder),
            ], screens: [.servers, .bindings, .prefixes], help: "sort by the column left, right; reverse"),
        Entry(keys: [(.character("c"), .chooseColumns)], help: "choose columns and their order"),
        Entry(
            keys: [
                (.character("h"), .scrollLeft), (.left, .scrollLeft), (.character("l"), .scrollRight),
                (.right, .scrollRight),
            ], help: "columns farther left, right"),
        Entry(
            keys: [(.character("p"), .togglePause)], screens: [.bindings, .changes, .log],
            help: "hold the rows still, let them go", footer: "pause"),
        Entry(
            keys: [(.character("f"), .follow)], screens: [.changes, .log], help: "follow the newest",
            footer: "follow"),
        Entry(
            keys: [(.character("e"), .export)], screens: [.bindings], help: "export what the filter shows to a file",
            footer: "export"),
        Entry(
            keys: [(.character("w"), .nextLogLevel)], screens: [.log],
            help: "warnings and failures alone, failures alone, all", footer: "warnings"),
        Entry(
            keys: [(.character("R"), .reconnect)], screens: [.servers],
            help: "reconnect or poll the selected server now",
            footer: "reconnect"),
        Entry(
            keys: [(.character("F"), .refill)], screens: [.servers],
            help: "fill again: ask the server for all bindings", footer: "fill"),
        Entry(
            keys: [(.character("a"), .acknowledge)], screens: [.alarms],
            help: "acknowledge the selected alarm, or take it back", footer: "acknowledge"),
        Entry(keys: [(.control("r"), .reload)], help: "read the configuration anew"),
        Entry(
            keys: [(.character("y"), .copyName), (.character("Y"), .copyRow)],
            help: "copy what names the row, copy the whole row"),
        Entry(keys: [(.character("m"), .toggleMouse)], help: "mouse on, off"),
        Entry(keys: [(.character(":"), .editCommand)], help: "command by name, Tab completes", footer: "command"),
        Entry(
            keys: [(.control("l"), .repaint), (.control("z"), .suspend)],
            help: "repaint the screen, suspend: the feeds then stand still"),
    ]

    static func command(for key: Key, on screen: Screen) -> Command? {
        entries.lazy.filter { $0.works(on: screen) }.flatMap(\.keys).first { $0.0 == key }?.1
    }

    /// The first key of a command.
    static func key(for command: Command) -> Key? { entries.lazy.flatMap(\.keys).first { $0.1 == command }?.0 }
    /// Whether a command has a key on this screen.
    static func works(_ command: Command, on screen: Screen) -> Bool {
        entries.contains { $0.works(on: screen) && $0.keys.contains { $0.1 == command } }
    }

    static func place(of command: Command) -> String? {
        entries.first { $0.keys.contains { $0.1 == command } }?.place
    }

    /// The screens on which a key works, if it works on some.
    static func place(of key: Key) -> String? {
        entries.first { $0.keys.contains { $0.0 == key } }?.place
    }
}
