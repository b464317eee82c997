import DHCPv6Wire
import LeasequerySession

extension RecordingEntry {
    /// What it says one message at a time, each handed over by itself, for who looks at them one by one.
    ///
    /// What is said before TLS stays in one piece: what stood behind it then matters.
    public var messages: [RecordingEntry] {
        guard case .feed(let server, .received(let octets, let connection, let isPrompt)) = self else { return [self] }
        let bulk: BulkID? = if case .bulk(let id) = connection { id } else { nil }
        var entries: [RecordingEntry] = []
        var at = 0
        while case .message(let range)? = try? FrameSplitter.next(in: octets.span.bytes, at: at) {
            guard MessageType(rawValue: octets[range.lowerBound]) != .reply else { return [self] }
            let frame = Array(octets[at..<range.upperBound])
            entries.append(.feed(server, .received(frame, on: connection, isPrompt: isPrompt)))
            entries.append(.feed(server, .handedOver(bulk)))
            at = range.upperBound
        }
        guard at == octets.count, entries.count > 2 else { return [self] }
        return entries
    }

    /// Whether something a server said has just been shown.
    public var endsStep: Bool {
        if case .feed(_, .handedOver) = self { true } else { false }
    }
}
