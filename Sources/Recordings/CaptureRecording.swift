import Captures
import DHCPv6Wire
import LeasequerySession

/// The leasequery connections of a packet capture as a recording that can be followed.
///
/// What requestors ask and when connections end is in a capture too. What it cannot tell is left out and counted: what
/// is encrypted, and what servers say on connections that are older than the capture until it is clear what they answer.
public struct CaptureRecording: Sendable {
    /// One server as one requestor hears it.
    public struct Feed: Hashable, Sendable {
        public let server: Endpoint
        public let requestor: Host
    }

    /// In the order of `ServerID`.
    public private(set) var feeds: [Feed] = []
    public private(set) var entries: [(entry: RecordingEntry, at: Moment)] = []
    /// Messages of servers of which nothing is shown.
    public private(set) var leftOut = 0
    /// Connections of which nothing is shown because TLS protects them.
    public private(set) var encrypted = 0

    private struct Line: Hashable {
        let requestor: Endpoint
        let server: Endpoint
    }

    private enum Use {
        case active(ConnectionID)
        case bulk(BulkID)
    }

    private let ports: Set<UInt16>
    private var uses: [Line: Use] = [:]
    /// Feeds whose requestor's DUID is known.
    private var made: Set<ServerID> = []
    private var connections: UInt32 = 0

    /// - Parameters:
    ///   - messages: of a capture, by time.
    ///   - ports: TCP ports of servers.
    public init(_ messages: [CapturedMessage], ports: Set<UInt16>) {
        self.ports = ports
        for message in messages { add(message) }
        entries += entries.last.map { [(.end(.stopped), $0.at)] } ?? []
    }

    private mutating func add(_ captured: CapturedMessage) {
        let isAnswer = ports.contains(captured.source.port) && !ports.contains(captured.destination.port)
        let line =
            isAnswer
            ? Line(requestor: captured.destination, server: captured.source)
            : Line(requestor: captured.source, server: captured.destination)
        let feed = feed(of: line)
        // The clock of the capturing machine is all there is; a day is more than any connection looks back.
        let at = Moment(uptime: UInt64(max(captured.time, 0)), utc: captured.time)
        switch captured.content {
        case .message(let octets) where isAnswer: answer(octets, on: line, feed, at)
        case .message(let octets): ask(octets, on: line, feed, at)
        case .encrypted where isAnswer: encrypted += 1
        case .encrypted: break
        case .hole(let missing, let skipped) where isAnswer:
            if missing + skipped > 0 { lose(line, feed, at) }
        case .badFrame(let error) where isAnswer: end(line, .failed("\(error)"), feed, at)
        case .ended(let isReset): end(line, isReset ? .reset : .closed, feed, at)
        case .hole, .badFrame: break
        }
    }

    private mutating func feed(of line: Line) -> ServerID {
        let feed = Feed(server: line.server, requestor: line.requestor.host)
        if let place = feeds.firstIndex(of: feed) { return ServerID(rawValue: place) }
        feeds.append(feed)
        return ServerID(rawValue: feeds.count - 1)
    }

    private mutating func note(_ note: FeedNote, _ feed: ServerID, _ at: Moment) {
        entries.append((.feed(feed, note), at))
    }

    private mutating func ask(_ octets: [UInt8], on line: Line, _ feed: ServerID, _ at: Moment) {
        guard let message = try? OwnedMessage(decoding: octets) else { return }
        if !made.contains(feed), let duid = try? message[.clientID]?.duid() {
            made.insert(feed)
            note(.made(ownDUID: duid, ResumePoint()), feed, at)
        }
        switch message.type {
        case .activeLeasequery:
            // Another connection between the same ends, if the capture lacks how the one before ended.
            end(line, .failed("its end is not in the capture"), feed, at)
            let id = nextConnection()
            uses[line] = .active(id)
            note(.sent(message.framed(), on: .active(id)), feed, at)
        case .leasequery:
            let id: BulkID
            if case .bulk(let known)? = uses[line] {
                id = known
            } else {
                id = BulkID(rawValue: nextConnection().rawValue)
                uses[line] = .bulk(id)
            }
            note(.sent(message.framed(), on: .bulk(id)), feed, at)
        default: break
        }
    }

    private mutating func nextConnection() -> ConnectionID {
        connections += 1
        return ConnectionID(rawValue: connections)
    }

    private mutating func answer(_ octets: [UInt8], on line: Line, _ feed: ServerID, _ at: Moment) {
        if uses[line] == nil { meet(octets, on: line, feed, at) }
        let frame = [UInt8(octets.count >> 8), UInt8(octets.count & 0xff)] + octets
        switch uses[line] {
        case .active(let id)?:
            note(.received(frame, on: .active(id), isPrompt: true), feed, at)
            note(.handedOver(nil), feed, at)
        case .bulk(let id)?:
            note(.received(frame, on: .bulk(id), isPrompt: false), feed, at)
            note(.handedOver(id), feed, at)
        case nil: leftOut += 1
        }
    }

    /// On a connection whose query is not in the capture. Only who answers an active query sends LEASEQUERY-DATA
    /// without bindings (RFC 7653 section 9.4).
    private mutating func meet(_ octets: [UInt8], on line: Line, _ feed: ServerID, _ at: Moment) {
        guard let message = try? OwnedMessage(decoding: octets), message.type == .leasequeryData,
            message[.clientData] == nil
        else { return }
        let id = nextConnection()
        uses[line] = .active(id)
        note(
            .asking(
                ObservedQuery(connection: id, transactionID: message.transactionID, start: nil, stage: .live)),
            feed, at)
    }

    /// Octets are missing: the connection counts as lost, and is met again at its next sign.
    private mutating func lose(_ line: Line, _ feed: ServerID, _ at: Moment) {
        end(line, .failed("octets are missing in the capture"), feed, at)
    }

    private mutating func end(_ line: Line, _ end: TransportEnd, _ feed: ServerID, _ at: Moment) {
        switch uses.removeValue(forKey: line) {
        case .active(let id)?:
            note(.happened(.ended(end, leaving: []), on: .active(id)), feed, at)
            note(.handedOver(nil), feed, at)
        case .bulk(let id)?: note(.happened(.ended(end, leaving: []), on: .bulk(id)), feed, at)
        case nil: break
        }
    }
}
