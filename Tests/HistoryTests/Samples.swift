import Bindings
import DHCPv6Wire
import Glibc
import History
import LeasequerySession

enum Times {
    /// Unix seconds at which the tests begin.
    static let start: Int64 = 1_800_000_000

    static func at(_ seconds: Int64) -> Moment {
        Moment(uptime: UInt64(1_000_000 + seconds) * 1_000_000_000, utc: (start + seconds) * 1_000_000_000)
    }
}

let alice = "00:03:00:01:0a:0b:0c:0d:0e:01"
let bob = "00:03:00:01:0a:0b:0c:0d:0e:02"

extension DUID {
    init(_ text: String) { self.init(octets: text.split(separator: ":").compactMap { UInt8($0, radix: 16) }) }
}

/// One server and its feed, in seconds of virtual time, with a history file.
struct Scene: ~Copyable {
    let folder = TestFolder()
    let store: LiveStore
    var recorder: HistoryRecorder
    private static let server = ServerID(rawValue: 0)

    var path: String { folder.file("history") }

    init(limits: HistoryLimits = HistoryLimits(), limit: Int = 200_000) throws {
        store = LiveStore(servers: [("a", true)], limit: limit)
        recorder = try Scene.recorder(folder.file("history"), store, limits)
    }

    static func recorder(
        _ path: String, _ store: LiveStore, _ limits: HistoryLimits = HistoryLimits(), at seconds: Int64 = 0
    ) throws -> HistoryRecorder {
        let server = HistoryServer(name: "a", address: "[::1]:547", partner: nil)
        return try HistoryRecorder(path, servers: [server], limits: limits, store: store, at: Times.at(seconds))
    }

    func note(_ event: SessionEvent, at seconds: Int64) {
        store.receive(UpdateBatch(), [event], from: Scene.server, at: Times.at(seconds))
    }

    /// The feed is live and everything is known.
    func beginWhole(at seconds: Int64) {
        let fill = Debt(from: nil, to: nil)
        note(.phase(.live, at: Times.at(seconds)), at: seconds)
        note(.bulkBegan(fill, at: Times.at(seconds)), at: seconds)
        hear(at: seconds)
        note(.bulkEnded(fill, .paid(.everything), at: Times.at(seconds)), at: seconds)
    }

    func lose(at seconds: Int64) { note(.phase(.connecting, at: Times.at(seconds)), at: seconds) }

    /// A keepalive.
    func hear(at seconds: Int64) {
        var batch = UpdateBatch()
        batch.tally.messages = 1
        batch.lastMessageAt = Times.at(seconds)
        batch.lastBaseTime = ServerTime(unixSeconds: Times.start + seconds)
        store.receive(batch, [], from: Scene.server, at: Times.at(seconds))
    }

    func say(
        _ prefixes: String..., by client: String, valid: UInt32 = 3600, at seconds: Int64,
        origin: UpdateOrigin = .live
    ) { say(prefixes, by: client, valid: valid, at: seconds, origin: origin) }

    func say(
        _ prefixes: [String], by client: String, valid: UInt32 = 3600, at seconds: Int64, origin: UpdateOrigin = .live
    ) {
        var batch = UpdateBatch()
        var decoder = MessageDecoder()
        for prefix in prefixes.compactMap({ IPv6Prefix($0) }) {
            let times = Scene.octets(valid) + Scene.octets(valid)
            var octets: [UInt8] = []
            [
                RawOption(.clientID, DUID(client).octets),
                RawOption(.iaPrefix, times + [prefix.length] + prefix.address.octets),
                RawOption(.clientLastTransactionTime, Scene.octets(0)),
            ].encode(into: &octets)
            let base = ServerTime(unixSeconds: Times.start + seconds).rawValue
            let frame = OwnedMessage(
                .leasequeryData, transactionID: 1,
                options: [RawOption(.clientData, octets), RawOption(.baseTime, Scene.octets(base))]
            ).encoded()
            guard (try? decoder.decode(frame.span.bytes)) != nil else { preconditionFailure("no message") }
            batch.append(decoder, of: frame.span.bytes, origin: origin)
            batch.lastBaseTime = decoder.summary.baseTime
        }
        batch.lastMessageAt = Times.at(seconds)
        store.receive(batch, [], from: Scene.server, at: Times.at(seconds))
    }

    private static func octets(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Rounds until all is written.
    @discardableResult
    mutating func record(at seconds: Int64) throws -> UInt64 {
        var lost: UInt64 = 0
        store.advance(to: Times.at(seconds))
        while true {
            let round = try recorder.record(at: Times.at(seconds))
            lost += round.lost
            guard round.hasMore else { return lost }
        }
    }

    func ask(_ prefix: String, at seconds: Int64?, now: Int64 = 100_000) throws -> HistoryAnswer {
        let time = seconds.map { HistoryQuestion.Time.at(Times.start + $0) } ?? .latest
        return try recorder.answer(
            HistoryQuestion(.prefix(IPv6Prefix(prefix)!), time), at: Times.start + now)
    }
}

extension HistoryAnswer {
    /// Who held what, in words.
    var lines: [String] {
        rows.map { row in
            let who = row.span.duid == DUID(alice) ? "alice" : row.span.duid == DUID(bob) ? "bob" : "\(row.span.duid)"
            let verdict =
                switch row.verdict {
                case .held: "held"
                case .unknown(let heldTo): "unknown after \(heldTo.map { "\($0 - Times.start)" } ?? "-")"
                case .notHeld: "not held"
                }
            return "\(row.prefix) \(who) \(verdict)"
        }
    }
}

/// A folder of one test; gone with the value.
final class TestFolder {
    let path: String

    init() {
        var template = Array("/tmp/lqtop-history-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { preconditionFailure("no folder in /tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unlink(file(name)) }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func contents(of name: String) -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY)
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: Int(max(0, lseek(descriptor, 0, SEEK_END))))
        _ = pread(descriptor, &octets, octets.count, 0)
        return octets
    }

    func write(_ octets: [UInt8], to name: String) {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = Glibc.write(descriptor, octets, octets.count)
        close(descriptor)
    }
}
