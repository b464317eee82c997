import DHCPv6Wire

/// One line of hexadecimal text: messages with or without their two octets of length.
///
/// `#` begins a comment, spaces between digits mean nothing, several frames may follow each other. A line that is no
/// sequence of frames and begins with the type of a leasequery message is one message without its length.
public struct HexLine: Hashable, Sendable {
    public enum Fault: Hashable, Sendable {
        /// Something else than a hexadecimal digit; columns count from 1.
        case notHexadecimal(column: Int)
        /// Half an octet is left.
        case oddDigits
        /// The octets end inside a frame, or a length announces no message; offset from the line's first octet.
        case badFrame(WireError)
    }

    /// Without lengths.
    public private(set) var messages: [[UInt8]] = []
    /// What kept the rest of the line from being read.
    public private(set) var fault: Fault?

    /// - Parameter line: without its end.
    public init(_ line: some Collection<UInt8>) {
        var digits: [UInt8] = []
        for (index, character) in line.enumerated() {
            if character == UInt8(ascii: "#") { break }
            if [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(character) { continue }
            guard Character(Unicode.Scalar(character)).isHexDigit else {
                fault = .notHexadecimal(column: index + 1)
                return
            }
            digits.append(character)
        }
        guard let octets = [UInt8](hex: String(decoding: digits, as: UTF8.self)) else {
            fault = .oddDigits
            return
        }
        split(octets)
    }

    private mutating func split(_ octets: [UInt8]) {
        var at = 0
        do throws(WireError) {
            while at < octets.count {
                guard case .message(let range) = try FrameSplitter.next(in: octets.span.bytes, at: at) else {
                    throw HexLine.truncation(octets, at: at)
                }
                messages.append(Array(octets[range]))
                at = range.upperBound
            }
        } catch {
            if HexLine.isMessage(octets) { messages = [octets] } else { fault = .badFrame(error) }
        }
    }

    /// Octets that are no frames but begin like a message, and either are one or would make no better frame.
    private static func isMessage(_ octets: [UInt8]) -> Bool {
        guard MessageType(rawValue: octets[0]).isOfLeasequery else { return false }
        let isWhole = (try? OwnedMessage(decoding: octets)) != nil
        return isWhole || octets.count < 3 || !MessageType(rawValue: octets[2]).isOfLeasequery
    }

    private static func truncation(_ octets: [UInt8], at offset: Int) -> WireError {
        let rest = octets[offset...]
        let announced = rest.count < 2 ? 0 : Int(rest[offset]) << 8 | Int(rest[offset + 1])
        return WireError(.truncatedFrame(announced: announced, present: max(rest.count - 2, 0)), at: offset)
    }
}
