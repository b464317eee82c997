import DHCPv6Wire
import Glibc
import LeasequerySession

/// One direction of a connection, server to requestor: messages behind two octets of length.
struct Corpus {
    let octets: [UInt8]

    /// - Parameter name: a file, or `synthetic:` or `relayed:` and a number of messages.
    init(named name: String) throws(BenchmarkError) {
        let parts = name.split(separator: ":")
        if parts.count == 2, ["synthetic", "relayed"].contains(parts[0]), let messages = Int(parts[1]), messages > 0 {
            do throws(MessageTooLong) {
                octets = try SyntheticCorpus.octets(messages: messages, areAllRelayed: parts[0] == "relayed")
            } catch {
                throw .tooLong(error)
            }
        } else {
            octets = try Corpus.read(name)
        }
    }

    /// So many of its messages.
    func beginning(messages: Int) throws(BenchmarkError) -> Corpus {
        var (count, end) = (0, 0)
        _ = try decode { _, _, at in
            count += 1
            if count == messages { end = at }
        }
        return Corpus(octets: end == 0 ? octets : Array(octets[..<end]))
    }

    private init(octets: [UInt8]) {
        self.octets = octets
    }

    private static func read(_ path: String) throws(BenchmarkError) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(file) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { throw .unreadable(path: path, errno: errno) }
            guard count > 0 else { break }
            octets += chunk[..<count]
        }
        return octets
    }

    /// Decodes every message.
    ///
    /// - Parameter body: called behind each message with the decoder, the message, and where the stream goes on.
    /// - Returns: how many messages there are.
    @inline(__always)
    func decode(
        _ body: (borrowing MessageDecoder, RawSpan, Int) -> Void
    ) throws(BenchmarkError) -> Int {
        var decoder = MessageDecoder()
        let stream = octets.span.bytes
        var at = 0
        var count = 0
        while at < stream.byteCount {
            do throws(WireError) {
                guard case .message(let range) = try FrameSplitter.next(in: stream, at: at) else { break }
                let message = stream.extracting(range)
                try decoder.decode(message)
                at = range.upperBound
                count += 1
                body(decoder, message, at)
            } catch {
                throw .badMessage(at: at, error)
            }
        }
        guard at == stream.byteCount else { throw .cutOff(at: at) }
        return count
    }
}
