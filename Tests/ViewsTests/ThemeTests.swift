import Foundation
import Testing

@testable import Views

/// Colours and attributes, without a terminal.
struct ThemeTests {
    private static func theme(_ base: Theme.Base) -> Theme {
        var theme = Theme()
        theme.base = base
        return theme
    }

    @Test(
        "no terminal is told of a colour that it does not have", arguments: Theme.Base.allCases, [0, 2, 8, 16, 88, 256])
    func available(base: Theme.Base, colours: Int) {
        var theme = Self.theme(base)
        theme.selection = 200
        theme.colours = [.good: 200, .bad: 12]
        for role in Style.Role.allCases {
            for isSelected in [false, true] {
                let look = theme.look(Style(role, isSelected: isSelected), colours: colours)
                #expect(Int(look.colour ?? 0) < max(colours, 1))
                if base == .mono || colours < 8 { #expect(look.colour == nil) }
            }
        }
    }

    @Test("what needs attention stands out by an attribute too, with and without colours", arguments: [0, 8, 16, 256])
    func attributes(colours: Int) {
        for base in Theme.Base.allCases {
            for role in [Style.Role.strong, .fresh, .attention, .bad] {
                #expect(!Self.theme(base).look(Style(role), colours: colours).attributes.isEmpty)
                #expect(
                    Self.theme(base).look(Style(role, isSelected: true), colours: colours)
                        != Self.theme(base).look(Style(.plain, isSelected: true), colours: colours))
            }
            #expect(Self.theme(base).look(Style(.plain, isSelected: true), colours: colours).attributes == .reverse)
        }
    }

    @Test("without colours bad, attention, key and dim differ from each other and from plain text")
    func mono() {
        let roles: [Style.Role] = [.plain, .attention, .bad, .key, .dim]
        #expect(Set(roles.map { Self.theme(.mono).look(Style($0), colours: 256) }).count == roles.count)
        #expect(Set(roles.map { Theme().look(Style($0), colours: 0) }).count == roles.count)
    }

    @Test("overrides hold where the terminal has the colour, else the base's")
    func overrides() {
        var theme = Theme()
        theme.colours = [.good: 33]
        theme.selection = 4
        #expect(theme.look(Style(.good), colours: 256).colour == 33)
        #expect(theme.look(Style(.good), colours: 16).colour == 2)
        #expect(theme.look(Style(.good, isSelected: true), colours: 8).colour == 4)
    }

    @Test(
        "each colour can be read on the background it is made for: contrast of 4.5 or more (WCAG 2.1)",
        arguments: [(Theme.Base.dark, 0.0), (.light, 1.0)])
    func contrast(base: Theme.Base, background: Double) {
        for role in Style.Role.allCases {
            guard let colour = Self.theme(base).look(Style(role), colours: 256).colour else { continue }
            let luminance = Self.luminance(colour)
            let ratio = (max(luminance, background) + 0.05) / (min(luminance, background) + 0.05)
            #expect(ratio >= 4.5, "\(role)")
        }
    }

    /// Relative luminance of a colour of xterm's cube (16 to 231) or its greys.
    private static func luminance(_ colour: UInt8) -> Double {
        let levels = [0.0, 95, 135, 175, 215, 255]
        let cube = Int(colour) - 16
        let grey = 8 + 10 * (Double(colour) - 232)
        let rgb = colour >= 232 ? [grey, grey, grey] : [levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6]]
        func linear(_ level: Double) -> Double {
            level <= 10 ? level / 255 / 12.92 : pow((level / 255 + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
    }
}
