import DHCPv6Wire
import LeasequerySession

/// The kinds of entries; the numbers are the format's (docs/recording.md).
enum EntryKind: UInt8 {
    case tick = 0
    case lost = 1
    case end = 2
    case made = 3
    case start = 4
    case reconnect = 5
    case refill = 6
    case stop = 7
    case deadline = 8
    case opened = 9
    case secured = 10
    case written = 11
    case ended = 12
    case bulkMade = 13
    case bulkDeadline = 14
    case bulkEnded = 15
    case sent = 16
    case received = 17
    case handedOver = 18
    case drew = 19
    case measured = 20
    case asking = 21
}

extension RecordingEntry {
    var kind: EntryKind {
        switch self {
        case .tick: .tick
        case .lost: .lost
        case .end: .end
        case .feed(_, let note): note.kind
        }
    }

    /// All behind the head of the entry.
    func write(to writer: inout OctetWriter) {
        switch self {
        case .tick: break
        case .lost(let entries, let octets):
            writer.append(entries)
            writer.append(octets)
        case .end(let end): writer.append(end.rawValue)
        case .feed(let server, let note):
            writer.append(UInt64(server.rawValue))
            note.write(to: &writer)
        }
    }

    init(_ kind: EntryKind, from reader: inout OctetReader) throws(OctetReader.Malformed) {
        switch kind {
        case .tick: self = .tick
        case .lost: self = .lost(entries: try reader.number(), octets: try reader.number())
        case .end:
            guard let end = RecordingEnd(rawValue: try reader.octet()) else { throw OctetReader.Malformed() }
            self = .end(end)
        default:
            let server = ServerID(rawValue: try reader.number(as: Int.self))
            self = .feed(server, try FeedNote(kind, from: &reader))
        }
    }
}

extension FeedNote {
    fileprivate var kind: EntryKind {
        switch self {
        case .made: .made
        case .told(.start): .start
        case .told(.reconnect): .reconnect
        case .told(.refill): .refill
        case .told(.stop): .stop
        case .told(.deadline): .deadline
        case .happened(.opened, _): .opened
        case .happened(.secured, _): .secured
        case .happened(.written, _): .written
        case .happened(.ended, _): .ended
        case .bulkMade: .bulkMade
        case .bulkDeadline: .bulkDeadline
        case .bulkEnded: .bulkEnded
        case .sent: .sent
        case .received: .received
        case .handedOver: .handedOver
        case .drew: .drew
        case .measured: .measured
        case .asking: .asking
        }
    }

    fileprivate func write(to writer: inout OctetWriter) {
        switch self {
        case .made(let ownDUID, let resume):
            writer.append(ownDUID.octets)
            writer.append(resume)
        case .told(.refill(let isUrgent)): writer.append(isUrgent)
        case .told(.start), .told(.reconnect), .told(.stop), .told(.deadline): break
        case .happened(let input, let connection):
            writer.append(connection)
            writer.append(input)
        case .bulkMade(let id), .bulkDeadline(let id), .bulkEnded(let id): writer.append(id.rawValue)
        case .sent(let octets, let connection):
            writer.append(connection)
            writer.append(octets)
        case .received(let octets, let connection, let isPrompt):
            writer.append(connection)
            writer.append(isPrompt)
            writer.append(octets)
        case .handedOver(let id): writer.append(id) { $0.append($1.rawValue) }
        case .drew(let number): writer.append(number)
        case .measured(let reading): writer.append(reading)
        case .asking(let query): writer.append(query)
        }
    }

    fileprivate init(_ kind: EntryKind, from reader: inout OctetReader) throws(OctetReader.Malformed) {
        switch kind {
        case .tick, .lost, .end: throw OctetReader.Malformed()
        case .made: self = .made(ownDUID: DUID(octets: try reader.octets()), try reader.resumePoint())
        case .start: self = .told(.start)
        case .reconnect: self = .told(.reconnect)
        case .refill: self = .told(.refill(isUrgent: try reader.flag()))
        case .stop: self = .told(.stop)
        case .deadline: self = .told(.deadline)
        case .opened, .secured, .written, .ended:
            let connection = try reader.connection()
            self = .happened(try reader.input(kind), on: connection)
        case .bulkMade: self = .bulkMade(try reader.bulkID())
        case .bulkDeadline: self = .bulkDeadline(try reader.bulkID())
        case .bulkEnded: self = .bulkEnded(try reader.bulkID())
        case .sent:
            let connection = try reader.connection()
            self = .sent(try reader.octets(), on: connection)
        case .received:
            let connection = try reader.connection()
            let isPrompt = try reader.flag()
            self = .received(try reader.octets(), on: connection, isPrompt: isPrompt)
        case .handedOver:
            self = .handedOver(try reader.optional { reader throws(OctetReader.Malformed) in try reader.bulkID() })
        case .drew: self = .drew(try reader.number())
        case .measured: self = .measured(try reader.reading())
        case .asking: self = .asking(try reader.query())
        }
    }
}
