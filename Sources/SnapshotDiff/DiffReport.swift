import DHCPv6Wire
import Exports

/// A comparison as text or JSON, one change a line.
public struct DiffReport {
    let diff: SnapshotDiff
    /// What the two files are called.
    let names: (first: String, second: String)

    public init(_ diff: SnapshotDiff, names: (first: String, second: String)) {
        self.diff = diff
        self.names = names
    }

    /// What keeps the result from being the whole truth, for people.
    public var warnings: [String] {
        let (first, second) = (diff.first.origin, diff.second.origin)
        var warnings: [String] = []
        if !first.isWhole { warnings.append(partial(names.first, first, "what was not in it may have been bound")) }
        if !second.isWhole { warnings.append(partial(names.second, second, "what is not in it may still be bound")) }
        if first.filter != second.filter {
            warnings.append("the filters differ: '\(first.filter ?? "all")' and '\(second.filter ?? "all")'")
        }
        if let redaction = first.redaction {
            warnings.append(
                "both are redacted: addresses are cut to /\(redaction.prefixLength), so that no change of holder is seen"
            )
        }
        return warnings
    }

    private func partial(_ name: String, _ origin: Snapshot.Origin, _ meaning: String) -> String {
        "\(name) is not whole (\(origin.partialServers.joined(separator: ", "))): \(meaning)"
    }

    /// In the order of `SnapshotDiff.Change`.
    private var counts: (new: Int, gone: Int, moved: Int, changedHolder: Int) {
        diff.changes.reduce(into: (0, 0, 0, 0)) { counts, change in
            switch change {
            case .new: counts.0 += 1
            case .gone: counts.1 += 1
            case .moved: counts.2 += 1
            case .changedHolder: counts.3 += 1
            }
        }
    }

    // MARK: Text

    /// Calls `put` with the text, piece by piece.
    public func writeText<Failure>(_ put: (String) throws(Failure) -> Void) throws(Failure) {
        try put(line(of: diff.first, names.first, "A") + line(of: diff.second, names.second, "B"))
        for warning in warnings { try put(SafeText.printable("note: \(warning)", limit: 4096) + "\n") }
        for change in diff.changes { try put(text(change) + "\n") }
        let counts = counts
        try put(
            "\(counts.new) \(new), \(counts.gone) \(gone), \(counts.moved) moved, \(counts.changedHolder) with another "
                + "client, \(diff.same) as before; of these \(diff.later) end later and \(diff.earlier) earlier\n")
    }

    private func line(of snapshot: Snapshot, _ name: String, _ letter: String) -> String {
        let filter = snapshot.origin.filter.map { ", filter '\($0)'" } ?? ""
        let text =
            "\(letter): \(name), \(snapshot.origin.created), \(snapshot.bound) bound of \(snapshot.count)\(filter)"
        return SafeText.printable(text, limit: 4096) + "\n"
    }

    /// Nothing is called new or gone that may only not have been told.
    private var new: String { diff.first.origin.isWhole ? "new" : "not in A" }
    private var gone: String { diff.second.origin.isWhole ? "gone" : "not in B" }

    private func text(_ change: SnapshotDiff.Change) -> String {
        switch change {
        case .new(let place): "\(new): \(lease(diff.second, place)) \(who(diff.second, place))"
        case .gone(let place, let state):
            "\(gone): \(lease(diff.first, place)) \(who(diff.first, place))\(state.map { " (\($0.exported) in B)" } ?? "")"
        case .moved(let from, let to):
            "moved: \(lease(diff.first, from)) -> \(lease(diff.second, to)) \(who(diff.second, to))"
        case .changedHolder(let from, let to):
            "other client: \(lease(diff.second, to)) \(client(diff.first, from)) -> \(who(diff.second, to))"
        }
    }

    private func lease(_ snapshot: Snapshot, _ place: Int) -> String {
        let entry = snapshot.entries[place]
        return entry.isPrefix || entry.length < 128 ? "\(entry.address)/\(entry.length)" : "\(entry.address)"
    }

    private func client(_ snapshot: Snapshot, _ place: Int) -> String {
        SafeText.printable(snapshot.client(of: snapshot.entries[place]))
    }

    private func who(_ snapshot: Snapshot, _ place: Int) -> String {
        "\(client(snapshot, place)) \(SafeText.printable(server(snapshot, place)))"
    }

    private func server(_ snapshot: Snapshot, _ place: Int) -> String {
        snapshot.servers[Int(snapshot.entries[place].server)]
    }

    // MARK: JSON

    /// Calls `put` with a document, piece by piece; docs/snapshot.md has its members.
    public func writeJSON<Failure>(_ put: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var json = JSONWriter()
        try json.object { json throws(Failure) in
            json.object("a") { write(diff.first, names.first, to: &$0) }
            json.object("b") { write(diff.second, names.second, to: &$0) }
            json.member("notes", warnings)
            try json.array("changes") { json throws(Failure) in
                for change in diff.changes {
                    json.row { write(change, to: &$0) }
                    if json.count > 1 << 16 { try put(json.take()) }
                }
            }
            let counts = counts
            json.member("new", counts.new)
            json.member("gone", counts.gone)
            json.member("moved", counts.moved)
            json.member("changed-holder", counts.changedHolder)
            json.member("same", diff.same)
            json.member("ends-later", diff.later)
            json.member("ends-earlier", diff.earlier)
        }
        json.endLine()
        try put(json.take())
    }

    private func write(_ snapshot: Snapshot, _ name: String, to json: inout JSONWriter) {
        json.member("file", SafeText.printable(name, limit: 4096))
        json.member("created", snapshot.origin.created)
        json.member("filter", snapshot.origin.filter)
        json.member("whole", snapshot.origin.isWhole)
        json.member("count", snapshot.count)
        json.member("bound", snapshot.bound)
    }

    private func write(_ change: SnapshotDiff.Change, to json: inout JSONWriter) {
        switch change {
        case .new(let place):
            json.member("change", "new")
            write(diff.second, place, to: &json)
        case .gone(let place, let state):
            json.member("change", "gone")
            write(diff.first, place, to: &json)
            json.member("state-in-b", state?.exported)
        case .moved(let from, let to):
            json.member("change", "moved")
            write(diff.second, to, to: &json)
            json.member("from", lease(diff.first, from))
        case .changedHolder(let from, let to):
            json.member("change", "changed-holder")
            write(diff.second, to, to: &json)
            json.member("previous-duid", client(diff.first, from))
        }
    }

    private func write(_ snapshot: Snapshot, _ place: Int, to json: inout JSONWriter) {
        let entry = snapshot.entries[place]
        json.member("ip-address", entry.address)
        json.member("type", entry.isPrefix ? "IA_PD" : "IA_NA")
        json.member("prefix-len", entry.isPrefix || entry.length < 128 ? entry.length : nil)
        json.member("duid", client(snapshot, place))
        json.member("server", server(snapshot, place))
    }
}

extension Snapshot.State {
    /// As in snapshots.
    fileprivate var exported: String {
        switch self {
        case .bound: "bound"
        case .ended: "ended"
        case .expired: "expired-unconfirmed"
        }
    }
}
