import Bindings
import Captures
import DHCPv6Wire
import Exports

/// What `lqtop decode` prints: one JSON object for each message found, and one for each thing that is none.
struct MessageListing {
    private var json: JSONWriter
    /// Whether anything could not be decoded.
    private(set) var hasFaults = false
    private let redactor: Redactor?

    /// - Parameter redactor: not nil: for others to see, which the first object says.
    init(_ style: JSONWriter.Style, redactor: Redactor? = nil) {
        json = JSONWriter(style)
        self.redactor = redactor
        guard let redactor else { return }
        json.object { $0.member("redaction", RedactionDocument(redactor: redactor)) }
        json.endLine()
    }

    /// What was printed since last time.
    mutating func take() -> [UInt8] { json.take() }

    /// - Parameters:
    ///   - line: of hexadecimal text, without its end.
    ///   - number: counted from 1.
    mutating func add(line: some Collection<UInt8>, number: Int) {
        let hex = HexLine(line)
        for message in hex.messages {
            entry { [redactor] json in
                json.member("line", number)
                return MessageDocument(message, redactor: redactor).write(to: &json) == nil
            }
        }
        guard let fault = hex.fault else { return }
        entry { json in
            json.member("line", number)
            json.member("error", fault)
            return false
        }
    }

    mutating func add(_ capture: Capture) {
        for message in capture.messages {
            if case .ended = message.content { continue }
            add(message)
        }
        guard let fault = capture.fault else { return }
        entry { json in
            json.object("error") { json in
                json.member("offset", fault.offset)
                json.member("message", fault.description)
            }
            return false
        }
    }

    mutating func add(_ message: CapturedMessage) {
        entry { [redactor] json in
            json.member("time", MessageListing.text(nanoseconds: message.time))
            json.member("source", message.source.description)
            json.member("destination", message.destination.description)
            return message.content.write(to: &json, redactor)
        }
    }

    /// - Parameter body: writes the members; returns whether all is well.
    private mutating func entry(_ body: (inout JSONWriter) -> Bool) {
        var isSound = true
        json.object { isSound = body(&$0) }
        json.endLine()
        if !isSound { hasFaults = true }
    }

    /// UTC with microseconds, which is what captures tell.
    private static func text(nanoseconds: Int64) -> String {
        let second = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
        let fraction = String((nanoseconds - second * 1_000_000_000) / 1000 + 1_000_000).dropFirst()
        return "\(UTCTime(unixSeconds: second).description.dropLast()).\(fraction)Z"
    }
}

extension CapturedMessage.Content {
    /// - Returns: whether it is a message that can be decoded, or nothing that should be one.
    fileprivate func write(to json: inout JSONWriter, _ redactor: Redactor?) -> Bool {
        switch self {
        case .message(let message):
            return MessageDocument(message, redactor: redactor).write(to: &json) == nil
        case .badFrame(let error):
            json.member("error", FaultDocument(error: error, offset: nil))
            return false
        case .hole(let missing, let skipped):
            json.object("error") { json in
                json.member("missing-octets", missing)
                json.member("skipped-octets", skipped)
                json.member("message", missing == 0 ? "connection is older than the capture" : "hole in the capture")
            }
            return false
        case .encrypted:
            json.member("note", "TLS begins: what follows is encrypted")
            return true
        case .ended(let isReset):
            json.member("note", isReset ? "connection reset" : "connection closed")
            return true
        }
    }
}

extension HexLine.Fault: JSONValue {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .notHexadecimal(let column):
            json.valueObject { json in
                json.member("column", column)
                json.member("message", "not a hexadecimal digit")
            }
        case .oddDigits:
            json.valueObject { $0.member("message", "odd number of hexadecimal digits") }
        case .badFrame(let error):
            FaultDocument(error: error, offset: error.offset).write(to: &json)
        }
    }
}
