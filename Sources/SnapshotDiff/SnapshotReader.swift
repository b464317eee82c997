import DHCPv6Wire

/// Reads a JSON or NDJSON snapshot, as docs/snapshot.md describes them, and refuses what has not its end.
struct SnapshotReader {
    private var json: JSONReader
    private var snapshot = Snapshot()
    private var hasOrigin = false
    /// As many bindings as it says it has; nil: it did not say yet.
    private var count: Int64?

    private init(_ source: @escaping JSONReader.Source) {
        json = JSONReader(source)
    }

    /// - Parameter source: gives the next piece of the file; empty at the end.
    static func read(_ source: @escaping JSONReader.Source) throws(SnapshotFault) -> Snapshot {
        var reader = SnapshotReader(source)
        return try reader.read()
    }

    private mutating func read() throws(SnapshotFault) -> Snapshot {
        while try !json.isAtEnd() {
            guard count == nil else { throw .notSnapshot("something follows its end") }
            try readRecord()
        }
        guard hasOrigin else { throw .notSnapshot("it does not say what it is of") }
        guard let count else { throw .cut }
        try snapshot.end(count: count)
        return snapshot
    }

    /// One document, or one line.
    private mutating func readRecord() throws(SnapshotFault) {
        var binding = BindingMembers()
        var isBinding = false
        var isFirst = true
        try json.beginObject()
        while try json.nextName(isFirst: isFirst) {
            isFirst = false
            if try binding.read(&json) { continue }
            switch String(decoding: json.text, as: UTF8.self) {
            case "record":
                _ = try json.string()
                isBinding = json.text.elementsEqual("binding".utf8)
            case "format":
                let format = try json.integer() ?? 0
                guard format == 1 else { throw .format(format) }
                hasOrigin = true
            case "created": snapshot.origin.created = try text() ?? ""
            case "filter": snapshot.origin.filter = try text()
            case "whole": snapshot.origin.isWhole = try json.bool()
            case "redaction": snapshot.origin.redaction = try redaction()
            case "servers": try readServers()
            case "bindings": try readBindings()
            case "count": count = try json.integer()
            default: try json.skip()
            }
        }
        if isBinding { try add(binding) }
    }

    private mutating func readBindings() throws(SnapshotFault) {
        var isFirst = true
        try json.beginArray()
        while try json.nextElement(isFirst: isFirst) {
            isFirst = false
            var binding = BindingMembers()
            var isFirstMember = true
            try json.beginObject()
            while try json.nextName(isFirst: isFirstMember) {
                isFirstMember = false
                if try !binding.read(&json) { try json.skip() }
            }
            try add(binding)
        }
    }

    private mutating func add(_ binding: BindingMembers) throws(SnapshotFault) {
        guard hasOrigin else { throw .notSnapshot("bindings stand before what it is of") }
        try snapshot.add(binding)
    }

    private mutating func redaction() throws(SnapshotFault) -> Snapshot.Redaction? {
        if try json.isNull() { return nil }
        var redaction = Snapshot.Redaction()
        var isFirst = true
        try json.beginObject()
        while try json.nextName(isFirst: isFirst) {
            isFirst = false
            switch String(decoding: json.text, as: UTF8.self) {
            case "key-fingerprint": redaction.keyFingerprint = try text() ?? ""
            case "prefix-length": redaction.prefixLength = try json.integer() ?? 0
            default: try json.skip()
            }
        }
        return redaction
    }

    private mutating func readServers() throws(SnapshotFault) {
        var isFirst = true
        try json.beginArray()
        while try json.nextElement(isFirst: isFirst) {
            isFirst = false
            var (name, completeness) = ("", "")
            var isFirstMember = true
            try json.beginObject()
            while try json.nextName(isFirst: isFirstMember) {
                isFirstMember = false
                switch String(decoding: json.text, as: UTF8.self) {
                case "name": name = try text() ?? ""
                case "completeness": completeness = try text() ?? ""
                default: try json.skip()
                }
            }
            if completeness != "whole" { snapshot.origin.partialServers.append("\(name): \(completeness)") }
        }
    }

    private mutating func text() throws(SnapshotFault) -> String? {
        try json.string() ? String(decoding: json.text, as: UTF8.self) : nil
    }
}
