/// What is wrong with octets a peer sent, and where. Equality ignores nothing: there is no free text inside.
public struct WireError: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        /// A frame announces fewer octets than a message header has (V-01).
        case messageTooShort(announced: Int)
        /// The octets end inside a frame (V-02).
        case truncatedFrame(announced: Int, present: Int)
        /// An option announces more octets than its container still holds (V-03).
        case optionOverrun(announced: Int, present: Int)
        /// One to three octets follow the last option (V-03).
        case leftoverOctets(Int)
        /// A known option has a length it cannot have (V-04).
        case optionLength(Int)
        /// A prefix length over 128 (V-25).
        case prefixLength(Int)
        /// Relay messages or containers nest deeper than `Limits` allows.
        case nestedTooDeep(limit: Int)
        /// LQ_RELAY_DATA holds something that is not a RELAY-FORW.
        case notRelayForward(type: UInt8)
        /// A DNS name with an empty, overlong or compressed label.
        case domainName
    }

    public let problem: Problem
    /// Octets from the start of the message (of the frame's length for V-01 and V-02).
    public let offset: Int
    /// The option at fault or the innermost one around the fault.
    public let option: OptionCode?

    public init(_ problem: Problem, at offset: Int, in option: OptionCode? = nil) {
        self.problem = problem
        self.offset = offset
        self.option = option
    }
}

extension WireError {
    /// The rule that is broken, by the id the texts use; nil for what no rule of theirs names.
    public var rule: String? {
        switch problem {
        case .messageTooShort: "V-01"
        case .truncatedFrame: "V-02"
        case .optionOverrun, .leftoverOctets: "V-03"
        case .optionLength, .domainName: "V-04"
        case .prefixLength: "V-25"
        case .nestedTooDeep, .notRelayForward: nil
        }
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        let place = option.map { "offset \(offset) in \($0)" } ?? "offset \(offset)"
        return "\(problem) at \(place)"
    }
}

extension WireError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .messageTooShort(let announced):
            "message of \(announced) octets, \(Limits.smallestMessage) is the least (V-01)"
        case .truncatedFrame(let announced, let present):
            "octets end inside a frame: \(announced) announced, \(present) present (V-02)"
        case .optionOverrun(let announced, let present):
            "option runs past its container: \(announced) announced, \(present) present (V-03)"
        case .leftoverOctets(let count):
            "\(count) octets left over after the last option (V-03)"
        case .optionLength(let length):
            "option cannot have \(length) octets (V-04)"
        case .prefixLength(let length):
            "prefix length \(length) is over 128 (V-25)"
        case .nestedTooDeep(let limit):
            "nested deeper than \(limit) levels"
        case .notRelayForward(let type):
            "relay data holds message type \(type) where RELAY-FORW (12) belongs"
        case .domainName:
            "not a DNS name in wire form"
        }
    }
}
