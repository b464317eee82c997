/// Every key, and what the marks mean.
enum HelpPanel {
    private static let marks = [
        ("?", "behind a state: not confirmed since changes were missed"),
        ("\(PairWords.conflictMark)", "behind a state, between servers: partners disagree"),
        ("!", "behind a server: plain TCP, nothing protects what it says"),
        ("expired?", "ran out by our clock, the server has not said so"),
    ]

    static func draw(in rect: Rect, into surface: inout Surface) {
        let height = KeyMap.entries.count + marks.count + 3
        var inside = Box.draw(
            rect.centred(width: 78, height: height), title: "keys  (any key closes this)", into: &surface)
        for entry in KeyMap.entries {
            let line = inside.takeTop(1)
            let names = entry.keys.map(\.0.name).joined(separator: " ")
            surface.put(names, x: line.x, y: line.y, width: 14, Style(.key))
            let place = entry.screens.isEmpty ? "" : " (\(entry.place))"
            surface.put(entry.help + place, x: line.x + 16, y: line.y, width: line.width - 16)
        }
        if inside.height > marks.count { _ = inside.takeTop(1) }
        for (mark, meaning) in marks {
            let line = inside.takeTop(1)
            surface.put(mark, x: line.x, y: line.y, width: 14, Style(.attention))
            surface.put(meaning, x: line.x + 16, y: line.y, width: line.width - 16)
        }
    }
}
