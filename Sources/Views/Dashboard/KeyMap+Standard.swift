extension KeyMap {
    /// What there is, in the order of the help, and the keys that say it unless the user chose others.
    static let standard: [Entry] = [
        Entry([.quit: ["q", .control("c")]], help: "quit", footer: "quit"),
        Entry([.help: ["?", .function(1)]], help: "this help", footer: "help"),
        Entry(
            [
                .show(.servers): ["1"], .show(.bindings): ["2"], .show(.changes): ["3"], .show(.clients): ["4"],
                .show(.prefixes): ["5"], .show(.alarms): ["6"], .show(.log): ["7"],
            ], help: Screen.allCases.map(\.title).joined(separator: ", ")),
        Entry([.nextScreen: [.tab], .previousScreen: [.backTab]], help: "next screen, previous screen"),
        Entry([.move(.down): ["j", .down], .move(.up): ["k", .up]], help: "select the row below, above"),
        Entry([.move(.pageDown): [.pageDown], .move(.pageUp): [.pageUp]], help: "one screenful down, up"),
        Entry([.move(.first): ["g", .home], .move(.last): ["G", .end]], help: "first row, last row"),
        Entry(
            [.togglePage: [.enter]], help: "open the selected row: its page, or what lies inside it", footer: "open"),
        Entry(
            [.toggleDetail: ["d"]], on: [.servers, .bindings, .changes, .alarms, .log],
            help: "the most important of it under the list"),
        Entry(
            [.nextRow: ["]"], .previousRow: ["["]], on: [.servers, .bindings, .changes],
            help: "next row's page, the previous"),
        Entry([.zoomIn: ["+"], .zoomOut: ["-"]], on: [.servers], help: "on a page: graphs of less time, of more"),
        Entry([.toggleOctets: ["x"]], on: [.bindings, .changes], help: "on a page: the octets as they came"),
        Entry(
            [.editFilter: ["/"]], on: [.bindings, .changes, .clients, .prefixes, .log],
            help: "filter by prefix, client, state and more; the log by words and server:NAME", footer: "filter"),
        Entry(
            [.editSearch: [.control("f")], .searchNext: ["n"], .searchPrevious: ["N"]], on: [.bindings, .changes],
            help: "search without hiding, next match, previous"),
        Entry([.editJump: ["J"]], help: "go to an address among the bindings"),
        Entry(
            [.back: [.escape, .backspace]], help: "close the page, the detail, go back up, then clear the filter"),
        Entry(
            [.chooseOrder: ["s"]], on: [.servers, .bindings, .clients, .prefixes], help: "choose what to sort by",
            footer: "sort"),
        Entry(
            [.sortPrevious: ["<"], .sortNext: [">"], .reverseOrder: ["r"]], on: [.servers, .bindings, .prefixes],
            help: "sort by the column left, right; reverse"),
        Entry([.chooseColumns: ["c"]], help: "choose columns and their order"),
        Entry([.scrollLeft: ["h", .left], .scrollRight: ["l", .right]], help: "columns farther left, right"),
        Entry(
            [.togglePause: ["p"]], on: [.bindings, .changes, .log], help: "hold the rows still, let them go",
            footer: "pause"),
        Entry([.follow: ["f"]], on: [.changes, .log], help: "follow the newest", footer: "follow"),
        Entry([.export: ["e"]], on: [.bindings], help: "export what the filter shows to a file", footer: "export"),
        Entry(
            [.nextLogLevel: ["w"]], on: [.log], help: "warnings and failures alone, failures alone, all",
            footer: "warnings"),
        Entry(
            [.reconnect: ["R"]], on: [.servers], help: "reconnect or poll the selected server now",
            footer: "reconnect"),
        Entry(
            [.refill: ["F"]], on: [.servers], help: "fill again: ask the server for all bindings", footer: "fill"),
        Entry(
            [.acknowledge: ["a"]], on: [.alarms], help: "acknowledge the selected alarm, or take it back",
            footer: "acknowledge"),
        Entry([.reload: [.control("r")]], help: "read the configuration anew"),
        Entry(
            [
                .replay(.pause): [" "], .replay(.step): ["."], .replay(.slower): ["("], .replay(.faster): [")"],
                .replay(.skip): ["}"],
            ], help: "in a replay: pause, one message, slower, faster, a minute on"),
        Entry([.copyName: ["y"], .copyRow: ["Y"]], help: "copy what names the row, copy the whole row"),
        Entry([.toggleMouse: ["m"]], help: "mouse on, off"),
        Entry([.editCommand: [":"]], help: "command by name, Tab completes", footer: "command"),
        Entry(
            [.repaint: [.control("l")], .suspend: [.control("z")]],
            help: "repaint the screen, suspend: the feeds then stand still"),
    ]
}
