import Bindings
import DHCPv6Wire

/// One leasequery message as JSON, for people who look at the wire: every option at its offset and in its natural
/// form, unknown ones in hexadecimal. Names as on screen and in snapshots; lifetimes and times as sent.
public struct MessageDocument {
    /// One message without its two octets of length.
    let message: [UInt8]
    /// nil: all may be seen.
    let redactor: Redactor?

    public init(_ message: [UInt8], redactor: Redactor? = nil) {
        self.message = message
        self.redactor = redactor
    }

    /// Writes the members of one object; the caller opens and closes it. A message that cannot be decoded shows what
    /// can be read, a member `error` and all octets in `hex`. A redacted one has no octets, and its options no offsets.
    ///
    /// - Returns: why the message must be discarded (V-01, V-03); nil if it is sound. Options that are ignored for an
    ///   impossible length (V-04) have their own `error` and leave the message sound.
    @discardableResult
    public func write(to json: inout JSONWriter) -> WireError? {
        guard message.count >= Limits.smallestMessage else {
            return fail(WireError(.messageTooShort(announced: message.count), at: 0), &json)
        }
        let type = MessageType(rawValue: message[0])
        json.member("type", type.description)
        json.member("message-type", type.rawValue)
        json.member("xid", message[1..<4].hex)
        json.member("octets", message.count)
        let (options, fault) = RawOption.readable(in: message.span.bytes, from: 4, to: message.count)
        var document = OptionListDocument()
        if let redactor {
            // Only for what is wrong with them.
            var unseen = JSONWriter()
            unseen.object { document.write(options, at: 4, to: &$0) }
            var shown = OptionListDocument()
            shown.write(redactor.redacted(message: options), at: nil, to: &json)
        } else {
            document.write(options, at: 4, to: &json)
        }
        guard let error = document.error ?? fault else { return nil }
        return fail(error, &json)
    }

    private func fail(_ error: WireError, _ json: inout JSONWriter) -> WireError {
        json.member("error", FaultDocument(error: error, offset: error.offset))
        if redactor == nil { json.member("hex", message.hex) }
        return error
    }
}

/// What is wrong with a message or an option, against which rule.
public struct FaultDocument: JSONValue {
    let error: WireError
    /// From the message's start; nil if nobody knows.
    let offset: Int?

    public init(error: WireError, offset: Int?) {
        self.error = error
        self.offset = offset
    }

    public func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("offset", offset)
            json.member("option", error.option?.description)
            json.member("rule", error.rule)
            json.member("message", "\(error.problem)")
        }
    }
}
