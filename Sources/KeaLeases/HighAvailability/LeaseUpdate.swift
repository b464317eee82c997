import Responder

/// What Kea's HA hook tells its backup: the command `lease6-bulk-apply`, sent for each exchange with a client.
struct LeaseUpdate {
    /// In the order in which they are to be taken.
    var rows: [LeaseRow] = []
    /// Leases in it that cannot be read.
    var rejected: [(lease: JSONValue, fault: LeaseRow.Fault)] = []

    enum Refused: Error, Hashable {
        /// The body is no JSON.
        case notJSON(String)
        /// A command that a backup is not sent, or of a Kea to come.
        case otherCommand(String)
    }

    /// - Parameter body: of the HTTP request.
    init(_ body: [UInt8]) throws(Refused) {
        let request: JSONValue
        do throws(JSONValue.Fault) {
            request = try JSONValue(parsing: body)
        } catch {
            throw .notJSON("\(error)")
        }
        guard request["command"]?.text == "lease6-bulk-apply" else {
            throw .otherCommand(request["command"]?.text ?? "")
        }
        for lease in request["arguments"]?["deleted-leases"]?.elements ?? [] { take(lease, isDeleted: true) }
        for lease in request["arguments"]?["leases"]?.elements ?? [] { take(lease, isDeleted: false) }
    }

    private mutating func take(_ lease: JSONValue, isDeleted: Bool) {
        do throws(LeaseRow.Fault) {
            let row = try LeaseRow(lease)
            rows.append(isDeleted ? row.deleted : row)
        } catch {
            rejected.append((lease, error))
        }
    }
}
