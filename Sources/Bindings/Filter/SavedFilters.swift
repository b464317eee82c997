/// Filters that have names: `@name` in another filter stands for one.
public struct SavedFilters: Hashable, Sendable {
    public private(set) var filters: [String: Filter] = [:]
    /// What is wrong with those that cannot be used, by name.
    public private(set) var problems: [String: FilterError] = [:]

    /// One filter comes to no more conditions than this, those of the filters it names included: each name could
    /// double what the one before it says.
    static let mostConditions = 500
    private static let deepest = 50

    public init() {}

    /// - Parameter texts: of the filters, by name; they may name each other in any order.
    public init(_ texts: [String: String]) {
        for name in texts.keys.sorted() { settle(name, texts, path: []) }
    }

    /// Without blanks and signs that mean something in a filter.
    public static func isName(_ name: String) -> Bool {
        (1...30).contains(name.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    }

    private mutating func settle(_ name: String, _ texts: [String: String], path: [String]) {
        guard filters[name] == nil, problems[name] == nil, let text = texts[name] else { return }
        do throws(FilterError) {
            for token in try FilterToken.list(text) {
                guard let other = token.savedName else { continue }
                guard other != name, !path.contains(other) else {
                    let round = path.drop { $0 != other } + [name, other]
                    throw token.error("goes round in a circle: \(round.map { "@\($0)" }.joined(separator: ", "))")
                }
                guard path.count < SavedFilters.deepest else { throw token.error("names in names, too deep") }
                settle(other, texts, path: path + [name])
                guard filters[other] != nil else {
                    throw token.unusable(other, isKnown: texts[other] != nil, texts.keys)
                }
            }
            let filter = try Filter(parsing: text, saved: filters)
            guard !filter.isEmpty else {
                throw FilterError(column: 0, length: max(text.count, 1), reason: "asks for nothing; write a filter")
            }
            guard filter.condition.count <= SavedFilters.mostConditions else {
                throw FilterError(
                    column: 0, length: text.count,
                    reason: "comes to more than \(SavedFilters.mostConditions) conditions with the filters it names")
            }
            filters[name] = filter
        } catch {
            problems[name] = error
        }
    }
}

extension FilterToken {
    /// The name in `@name`.
    var savedName: String? {
        kind == .word && !isQuoted && text.hasPrefix("@") ? String(text.dropFirst()) : nil
    }

    /// - Parameter isKnown: there is such a filter, and it is wrong itself.
    func unusable(_ name: String, isKnown: Bool, _ names: some Collection<String>) -> FilterError {
        guard !isKnown else { return error("@\(name) cannot be used itself") }
        let known = names.isEmpty ? "none is saved" : names.sorted().map { "@\($0)" }.joined(separator: ", ")
        return error("no filter is saved under this name; there is \(known)")
    }
}

extension Filter.Condition {
    /// Terms and what joins them.
    fileprivate var count: Int {
        switch self {
        case .term: 1
        case .not(let inner): 1 + inner.count
        case .all(let parts), .any(let parts): parts.reduce(1) { $0 + $1.count }
        }
    }
}
