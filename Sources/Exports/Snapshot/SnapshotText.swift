import Bindings

/// Writes a snapshot in one of the formats, piece by piece: what it says of itself, the rows, and their number, by which
/// a reader knows the end.
struct SnapshotText {
    let metadata: SnapshotMetadata
    let format: SnapshotFormat

    /// Octets gathered before they are written.
    private static let pieceSize = 64 * 1024

    /// - Returns: how many rows were written.
    func write(_ rows: SnapshotFile.Rows, to output: inout OutputDescriptor) -> Int {
        switch format {
        case .json: writeDocument(rows, to: &output)
        case .ndjson: writeLines(rows, to: &output)
        case .csv: writeTable(rows, to: &output)
        }
    }

    private func document(_ row: BindingRow) -> BindingDocument {
        BindingDocument(metadata.redactor?.redacted(row) ?? row, name: metadata.name)
    }

    private func writeDocument(_ rows: SnapshotFile.Rows, to output: inout OutputDescriptor) -> Int {
        var json = JSONWriter()
        var count = 0
        json.object { json in
            metadata.write(to: &json)
            json.array("bindings") { json in
                rows { row in
                    json.row { document(row).write(to: &$0) }
                    count += 1
                    if json.count >= SnapshotText.pieceSize { output.write(json.take()) }
                }
            }
            json.member("count", count)
        }
        json.endLine()
        output.write(json.take())
        return count
    }

    private func writeLines(_ rows: SnapshotFile.Rows, to output: inout OutputDescriptor) -> Int {
        var json = JSONWriter(.line)
        var count = 0
        json.line(.snapshot) { metadata.write(to: &$0) }
        rows { row in
            json.line(.binding) { document(row).write(to: &$0) }
            count += 1
            if json.count >= SnapshotText.pieceSize { output.write(json.take()) }
        }
        json.line(.end) { json in
            json.member("count", count)
            json.member("whole", metadata.isWhole)
        }
        output.write(json.take())
        return count
    }

    private func writeTable(_ rows: SnapshotFile.Rows, to output: inout OutputDescriptor) -> Int {
        var table = CSVWriter()
        var count = 0
        let columns =
            ["record"] + BindingField.all.map(\.name) + ["completeness", "redaction", "created", "filter", "count"]
        for column in columns { table.cell(column) }
        table.endRecord()
        rows { row in
            let document = document(row)
            table.cell(Record.binding.rawValue)
            for field in BindingField.all { table.cell { field.write(document, &$0) } }
            table.cell(metadata.completeness(of: row.server))
            table.cell(metadata.redactor?.inWords)
            for _ in 0..<3 { table.cell(nil as String?) }
            table.endRecord()
            count += 1
            if table.count >= SnapshotText.pieceSize { output.write(table.take()) }
        }
        table.cell(Record.end.rawValue)
        for _ in BindingField.all { table.cell(nil as String?) }
        table.cell(metadata.isWhole ? "whole" : "partial")
        table.cell(metadata.redactor?.inWords)
        table.cell(UTCTime(unixSeconds: metadata.createdAt))
        table.cell(metadata.shownFilter)
        table.cell(count)
        table.endRecord()
        output.write(table.take())
        return count
    }
}

/// What a line of NDJSON or a record of CSV is.
private enum Record: String {
    case snapshot, binding, end
}

extension JSONWriter {
    /// A document on a line of its own.
    fileprivate mutating func line(_ record: Record, _ members: (inout JSONWriter) -> Void) {
        object { json in
            json.member("record", record.rawValue)
            members(&json)
        }
        endLine()
    }
}
