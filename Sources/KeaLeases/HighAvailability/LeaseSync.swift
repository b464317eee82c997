import DHCPv6Wire
import Responder

/// Asks Kea for all of its leases, a page at a time (`lease6-get-page`), while updates go on coming: what was missed
/// while nobody listened is found by comparing.
struct LeaseSync {
    enum Step: Equatable {
        /// Send this, and come back with the answer.
        case ask(String)
        /// All leases and the updates that came meanwhile, in the order in which they are to be taken.
        case done([LeaseRow])
    }

    /// In Kea's words, as they came: escape before showing.
    struct Refused: Error, Hashable, CustomStringConvertible {
        let text: String

        var description: String {
            "Kea refuses lease6-get-page: \(text); it needs the hook lease_cmds"
        }
    }

    static let pageSize = 1_000

    private var rows: [LeaseRow] = []
    private var known: [BindingKey: Int64] = [:]
    private var updates: [LeaseRow] = []
    /// Leases that cannot be read, of the page that was answered last.
    private(set) var rejected: [(lease: JSONValue, fault: LeaseRow.Fault)] = []

    func begin() -> Step { LeaseSync.ask(from: "start") }

    /// An update came: what a page tells later may be newer.
    mutating func updated(_ rows: [LeaseRow]) { updates += rows }

    mutating func answered(_ answer: JSONValue) throws(Refused) -> Step {
        // A list with one answer for each server that was asked, or that answer.
        let answer = answer.elements.first ?? answer
        let leases = answer["arguments"]?["leases"]?.elements ?? []
        // 3 is an empty page.
        guard let result = answer["result"]?.integer, result == 0 || result == 3 else {
            throw Refused(text: answer["text"]?.text ?? "no answer to the command")
        }
        rejected = []
        for lease in leases { take(lease) }
        guard leases.count >= LeaseSync.pageSize else {
            return .done(rows + updates.filter { $0.lastTransaction >= known[$0.key] ?? .min })
        }
        guard let last = leases.last?["ip-address"]?.text.flatMap({ IPv6Address($0) }) else {
            throw Refused(text: "a page ends with a lease without address")
        }
        return LeaseSync.ask(from: "\(last)")
    }

    private mutating func take(_ lease: JSONValue) {
        do throws(LeaseRow.Fault) {
            let row = try LeaseRow(lease)
            rows.append(row)
            known[row.key] = row.lastTransaction
        } catch {
            rejected.append((lease, error))
        }
    }

    private static func ask(from: String) -> Step {
        .ask(
            #"{"command": "lease6-get-page", "service": ["dhcp6"], "arguments": {"from": "\#(from)", "limit": \#(pageSize)}}"#
        )
    }
}
