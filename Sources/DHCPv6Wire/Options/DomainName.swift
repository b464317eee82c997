/// A DNS name in wire form, without compression (RFC 8415 section 10).
public struct DomainName: Hashable, Sendable {
    /// Each of 1 to 63 octets, which may be any.
    public let labels: [[UInt8]]
    /// Whether the root ends it. A name without it is partial (RFC 4704 section 4.2), one without labels is none.
    public let isComplete: Bool

    /// Nil for a label that is too long or compressed or runs past the end, for octets after the root, and for more
    /// than 255 octets.
    public init?(octets: [UInt8]) {
        guard octets.count <= 255 else { return nil }
        var labels: [[UInt8]] = []
        var at = 0
        while at < octets.count, octets[at] != 0 {
            let end = at + 1 + Int(octets[at])
            guard octets[at] <= 63, end <= octets.count else { return nil }
            labels.append(Array(octets[at + 1..<end]))
            at = end
        }
        guard at >= octets.count - 1 else { return nil }
        self.labels = labels
        isComplete = at == octets.count - 1
    }

    public var octets: [UInt8] {
        labels.flatMap { [UInt8($0.count)] + $0 } + (isComplete ? [0] : [])
    }
}

extension DomainName: CustomStringConvertible {
    /// Safe to show: labels with dots between, a dot inside a label escaped; complete names end with a dot.
    public var description: String {
        let names = labels.map { label in
            label.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .map { SafeText.printable($0) }.joined(separator: "\\.")
        }
        return names.joined(separator: ".") + (isComplete ? "." : "")
    }
}
