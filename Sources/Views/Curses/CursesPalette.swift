import CNCurses

/// How each style looks: one prepared ncurses cell a style, of which only the character is exchanged.
struct CursesPalette {
    /// By role, selected ones behind the others.
    private let templates: [cchar_t]

    /// - Parameter colours: what the terminal can show; 0 for attributes only. Needs a terminal that is up.
    init(_ theme: Theme, colours: Int) {
        var pair: Int32 = 0
        templates = [false, true].flatMap { isSelected in
            Style.Role.allCases.map { role in
                let look = theme.look(Style(role, isSelected: isSelected), colours: colours)
                pair += 1
                if colours >= 8 { init_extended_pair(pair, look.colour.map(Int32.init) ?? -1, -1) }
                return CursesPalette.cell(look.attributes.ofCurses, pair: colours >= 8 ? pair : 0)
            }
        }
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
}

extension Theme.Attributes {
    fileprivate var ofCurses: attr_t {
        let pairs: [(Theme.Attributes, attr_t)] = [
            (.bold, nc_A_BOLD), (.dim, nc_A_DIM), (.underline, nc_A_UNDERLINE), (.reverse, nc_A_REVERSE),
        ]
        return pairs.reduce(nc_A_NORMAL) { contains($1.0) ? $0 | $1.1 : $0 }
    }
}
