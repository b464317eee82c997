import Testing

@testable import Bindings

/// Filters that name filters.
struct SavedFiltersTests {
    @Test("names stand for filters, in any order and depth, and can be written out")
    func nested() throws {
        let saved = SavedFilters(["a": "@b or /48", "b": "kind:pd @c", "c": "not conflict"])
        #expect(saved.problems.isEmpty)
        let filter = try Filter(parsing: "@a host:\"@b\"", saved: saved.filters)
        #expect(filter.fullText == "((kind:pd (not conflict)) or /48) host:\"@b\"")
        #expect(filter.text == "@a host:\"@b\"")
        #expect(filter.condition == (try Filter(parsing: filter.fullText)).condition)
    }

    @Test(
        "a filter that cannot be used says why and where, and so does each that names it",
        arguments: [
            (["a": "@a"], ["a": (0, "goes round in a circle: @a, @a")]),
            (
                ["a": "/48 @b", "b": "@c", "c": "(@b)"],
                [
                    "a": (4, "@b cannot be used itself"), "b": (0, "@c cannot be used itself"),
                    "c": (1, "goes round in a circle: @b, @c, @b"),
                ]
            ),
            (["a": "/48 @x"], ["a": (4, "no filter is saved under this name; there is @a")]),
            (
                ["a": "kind:x", "b": "not @a", "c": "/48"],
                ["a": (0, "kind is one of na, pd"), "b": (4, "@a cannot be used itself")]
            ),
            (["a": ""], ["a": (0, "asks for nothing; write a filter")]),
        ])
    func problems(texts: [String: String], expected: [String: (Int, String)]) {
        let saved = SavedFilters(texts)
        #expect(saved.problems.mapValues(\.column) == expected.mapValues(\.0))
        #expect(saved.problems.mapValues(\.reason) == expected.mapValues(\.1))
        #expect(Set(saved.filters.keys).isDisjoint(with: expected.keys))
        #expect(saved.filters.count + saved.problems.count == texts.count)
    }

    @Test("names that double each other, or go very deep, are an error and no trap")
    func bombs() {
        var doubling = ["f0": "conflict or /48"]
        for level in 1...60 { doubling["f\(level)"] = "@f\(level - 1) or @f\(level - 1)" }
        #expect(SavedFilters(doubling).problems.values.contains { $0.reason.contains("more than 500 conditions") })
        var chain = ["f10000": "conflict"]
        for level in 0..<10_000 { chain["f\(level)"] = "not @f\(level + 1)" }
        #expect(SavedFilters(chain).problems["f0"] != nil)
    }

    @Test("a name is letters, digits, - and _")
    func names() {
        for name in ["home", "A-1_b"] { #expect(SavedFilters.isName(name)) }
        for name in ["", "a b", "a(", "ä", String(repeating: "a", count: 31)] { #expect(!SavedFilters.isName(name)) }
    }
}
