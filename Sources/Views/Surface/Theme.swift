/// Which colour and which attributes stand for which meaning. The background is always the terminal's own.
///
/// Colours are numbers of the terminal's palette: 0 to 7 everywhere, to 15 or 255 where there are more.
public struct Theme: Hashable, Sendable {
    public enum Base: String, CaseIterable, Hashable, Sendable {
        /// Readable on dark and on light backgrounds.
        case neutral
        case dark, light
        /// Attributes only.
        case mono
    }

    public var base = Base.neutral
    /// In place of those of the base. What the terminal does not have is not used.
    public var colours: [Style.Role: UInt8] = [:]
    /// Of the bar under the selected row; nil: that of plain text.
    public var selection: UInt8?
    /// Draw with ASCII even where there is UTF-8.
    public var isASCII = false

    public init() {}

    struct Attributes: OptionSet, Hashable {
        let rawValue: UInt8

        static let bold = Attributes(rawValue: 1)
        static let dim = Attributes(rawValue: 2)
        static let underline = Attributes(rawValue: 4)
        static let reverse = Attributes(rawValue: 8)
    }

    /// What a terminal is told to show.
    struct Look: Hashable {
        /// nil: the terminal's own colour of text.
        var colour: UInt8?
        var attributes: Attributes
    }

    /// - Parameter count: colours of the terminal; fewer than 8 count as none.
    func look(_ style: Style, colours count: Int) -> Look {
        let count = base == .mono || count < 8 ? 0 : count
        if style.isSelected {
            // One even bar: colours inside it would read as holes.
            let attributes: Attributes = style.role.isLoud ? [.reverse, .bold] : .reverse
            return Look(colour: selection.flatMap { Int($0) < count ? $0 : nil }, attributes: attributes)
        }
        let own = colours[style.role].flatMap { Int($0) < count ? $0 : nil }
        let attributes = count > 0 ? style.role.attributes : style.role.attributesWithoutColour
        return Look(colour: own ?? colour(of: style.role, count), attributes: attributes)
    }

    private func colour(of role: Style.Role, _ count: Int) -> UInt8? {
        let three = base.colours(of: role)
        return switch count {
        case 256...: three.of256
        case 16...: three.of16
        case 8...: three.of8
        default: nil
        }
    }
}

extension Theme.Base {
    /// With 256 colours they are exact; else what the user's terminal makes of its first 8 or 16.
    fileprivate func colours(of role: Style.Role) -> (of256: UInt8?, of16: UInt8?, of8: UInt8?) {
        switch (self, role) {
        case (.mono, _), (_, .plain), (_, .strong), (_, .fresh): (nil, nil, nil)
        case (.neutral, .label), (.neutral, .dim), (.neutral, .ended): (244, nil, nil)
        case (.neutral, .good): (2, 2, 2)
        case (.neutral, .attention): (172, 3, 3)
        case (.neutral, .bad): (1, 1, 1)
        case (.neutral, .key): (6, 6, 6)
        case (.dark, .label), (.dark, .dim), (.dark, .ended): (245, nil, nil)
        case (.dark, .good): (114, 10, 2)
        case (.dark, .attention): (221, 11, 3)
        case (.dark, .bad): (203, 9, 1)
        case (.dark, .key): (80, 14, 6)
        case (.light, .label), (.light, .dim), (.light, .ended): (242, nil, nil)
        case (.light, .good): (28, 2, 2)
        // Yellow cannot be read on white.
        case (.light, .attention): (130, 5, 5)
        case (.light, .bad): (160, 1, 1)
        case (.light, .key): (25, 4, 4)
        }
    }
}

extension Style.Role {
    /// As a configuration names it; nil: it has no colour of its own.
    public var name: String? {
        switch self {
        case .plain: nil
        case .fresh: "new"
        case .strong, .label, .dim, .good, .attention, .bad, .ended, .key: "\(self)"
        }
    }

    /// What must not be overlooked under the selection either.
    fileprivate var isLoud: Bool { [.strong, .fresh, .attention, .bad].contains(self) }

    fileprivate var attributes: Theme.Attributes { isLoud ? .bold : [] }

    fileprivate var attributesWithoutColour: Theme.Attributes {
        switch self {
        case .plain, .label, .good: []
        case .strong, .fresh, .attention: .bold
        case .dim, .ended: .dim
        case .bad: .reverse
        case .key: .underline
        }
    }
}
