/// How many elements each container in a value holds, by the way to it: what grows without end shows here, whatever it
/// is called.
struct Footprint {
    /// The largest of the containers at one place of a type.
    private(set) var sizes: [String: Int] = [:]

    /// Of long lists so many elements are looked into.
    private static let looked = 64

    init(of value: Any) { look(into: value, at: "") }

    /// What is larger than before by more than chance.
    func growth(since before: Footprint) -> [String] {
        sizes.filter { place, size in size > (before.sizes[place] ?? 0) * 5 / 4 + 16 }
            .map { "\($0.key): \(before.sizes[$0.key] ?? 0), then \($0.value)" }.sorted()
    }

    /// Takes the larger of both at each place.
    mutating func formUnion(_ other: Footprint) { sizes.merge(other.sizes) { max($0, $1) } }

    private mutating func look(into value: Any, at place: String) {
        let mirror = Mirror(reflecting: value)
        if let text = value as? String { return note(text.utf8.count, at: place) }
        switch mirror.displayStyle {
        case .collection, .set, .dictionary: note(mirror.children.count, at: place)
        default: break
        }
        // The store's own memory shows its size in a property.
        if "\(mirror.subjectType)".hasPrefix("HugeArray<"), let count = mirror.descendant("count") as? Int {
            note(count, at: place)
        }
        for child in mirror.children.prefix(Footprint.looked) {
            look(into: child.value, at: "\(place)/\(child.label ?? "")")
        }
    }

    private mutating func note(_ size: Int, at place: String) { sizes[place] = max(sizes[place] ?? 0, size) }
}
