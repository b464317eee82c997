import CNCurses

/// How each style looks: one prepared ncurses cell a style, of which only the character is exchanged.
///
/// With 256 colours greys are exact; with 8 or 16 the terminal's own colours are used, so that light and dark themes
/// both work; without colour there are attributes. The background is always the terminal's own.
struct CursesPalette {
    /// By role, selected ones behind the others.
    private let templates: [cchar_t]

    /// - Parameter colours: what the terminal can show; 0 for attributes only. Needs a terminal that is up.
    init(colours: Int) {
        let hasColours = colours >= 8
        var plain: [cchar_t] = []
        var selected: [cchar_t] = []
        for role in Style.Role.allCases {
            let pair = hasColours ? Int32(role.rawValue) + 1 : 0
            if hasColours { init_extended_pair(pair, CursesPalette.colour(role, of: colours), -1) }
            plain.append(CursesPalette.cell(CursesPalette.attributes(role, hasColours: hasColours), pair: pair))
            selected.append(CursesPalette.cell(CursesPalette.selected(role), pair: 0))
        }
        templates = plain + selected
    }

    func cell(_ style: Style, _ scalar: Unicode.Scalar) -> cchar_t {
        var cell = templates[Int(style.role.rawValue) + (style.isSelected ? Style.Role.allCases.count : 0)]
        cell.chars.0 = wchar_t(bitPattern: scalar.value)
        return cell
    }

    private static func cell(_ attributes: attr_t, pair: Int32) -> cchar_t {
        var cell = cchar_t()
        var pair = pair
        let text: [wchar_t] = [32, 0]
        // A pair over 255 only goes through the last argument.
        setcchar(&cell, text, attributes, 0, &pair)
        return cell
    }

    /// -1 is the terminal's own colour for text.
    private static func colour(_ role: Style.Role, of colours: Int) -> Int32 {
        switch role {
        case .plain, .strong, .fresh: -1
        case .label, .dim, .ended: colours >= 256 ? 244 : -1
        case .good: COLOR_GREEN
        case .attention: colours >= 256 ? 172 : COLOR_YELLOW
        case .bad: COLOR_RED
        case .key: COLOR_CYAN
        }
    }

    private static func attributes(_ role: Style.Role, hasColours: Bool) -> attr_t {
        switch role {
        case .plain, .label, .good: nc_A_NORMAL
        case .strong, .fresh, .attention: nc_A_BOLD
        case .dim, .ended: hasColours ? nc_A_NORMAL : nc_A_DIM
        case .bad: hasColours ? nc_A_BOLD : nc_A_REVERSE
        case .key: hasColours ? nc_A_NORMAL : nc_A_UNDERLINE
        }
    }

    /// One even bar: colours inside it would read as holes.
    private static func selected(_ role: Style.Role) -> attr_t {
        switch role {
        case .strong, .fresh, .attention, .bad: nc_A_REVERSE | nc_A_BOLD
        case .plain, .label, .dim, .ended, .good, .key: nc_A_REVERSE
        }
    }
}
