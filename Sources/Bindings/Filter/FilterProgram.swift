/// A condition as a list of tests, each of which says where to go on when it holds and when it does not, so that a
/// million bindings are looked at without calls within calls.
struct FilterProgram {
    struct Step {
        let test: FilterTest
        /// A step, `pass` or `fail`.
        let whenTrue: Int
        let whenFalse: Int
    }

    static let pass = -1
    static let fail = -2

    private(set) var steps: ContiguousArray<Step> = []
    /// The first step, or the verdict if there is none.
    private(set) var start = FilterProgram.pass

    /// - Parameter test: prepares a term.
    init(_ condition: Filter.Condition, _ test: (FilterTerm) -> FilterTest) {
        start = add(condition, whenTrue: FilterProgram.pass, whenFalse: FilterProgram.fail, test)
    }

    /// Appends the steps of a condition, the last first, and returns the one to begin with.
    private mutating func add(
        _ condition: Filter.Condition, whenTrue: Int, whenFalse: Int, _ test: (FilterTerm) -> FilterTest
    ) -> Int {
        switch condition {
        case .term(let term):
            steps.append(Step(test: test(term), whenTrue: whenTrue, whenFalse: whenFalse))
            return steps.count - 1
        case .not(let inner):
            return add(inner, whenTrue: whenFalse, whenFalse: whenTrue, test)
        case .all(let parts):
            return parts.sortedByCost.reversed().reduce(whenTrue) { next, part in
                add(part, whenTrue: next, whenFalse: whenFalse, test)
            }
        case .any(let parts):
            return parts.sortedByCost.reversed().reduce(whenFalse) { next, part in
                add(part, whenTrue: whenTrue, whenFalse: next, test)
            }
        }
    }
}

extension [Filter.Condition] {
    /// What is quickly decided first; else as written.
    fileprivate var sortedByCost: [Filter.Condition] {
        enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }.map(\.element)
    }
}

extension Filter.Condition {
    fileprivate var cost: Int {
        switch self {
        case .term(let term): term.cost
        case .not(let inner): inner.cost
        case .all(let parts), .any(let parts): parts.map(\.cost).max() ?? 0
        }
    }
}

extension FilterTerm {
    /// 0: what stands in the record; 1: the DUID; 2: what must be looked for elsewhere.
    fileprivate var cost: Int {
        switch self {
        case .inside, .covering, .exactly, .length, .kind, .state, .change, .time, .duidType, .enterprise: 0
        case .client, .clientIs, .conflict, .server: 1
        case .doubtful, .link, .relay, .relayID, .option: 2
        }
    }
}
