import Bindings
import DHCPv6Wire
import Exports
import Foundation
import LeasequerySession
import Requestor
import Synchronization
import Testing

@testable import LQTop

/// Readers that do not keep up.
struct SlowReaderTests {
    private static let server = ServerID(rawValue: 0)

    /// The server binds so many addresses, each for the first time.
    private func bind(_ count: Int, from first: Int = 0, in store: LiveStore) {
        var batch = UpdateBatch()
        var decoder = MessageDecoder()
        let now = SystemClock.now()
        for number in UInt32(first)..<UInt32(first + count) {
            let message = Self.message(number)
            let octets = message.span.bytes
            guard (try? decoder.decode(octets)) != nil else { preconditionFailure("no message") }
            batch.append(decoder, of: octets, origin: .live)
        }
        batch.lastMessageAt = now
        store.receive(batch, [], from: Self.server, at: now)
    }

    private static func message(_ number: UInt32) -> [UInt8] {
        let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        let lease = [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 8) + octets + [0, 0, 14, 16, 0, 0, 14, 16]
        var client: [UInt8] = []
        [RawOption(.clientID, [0, 3, 0, 1, 10, 11] + octets), RawOption(.iaAddress, lease)].encode(into: &client)
        return OwnedMessage(.leasequeryData, transactionID: 1, options: [RawOption(.clientData, client)]).encoded()
    }

    @Test("one that stands still holds neither the store nor the other, and is told what it lost")
    func socket() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID())").path
        let store = LiveStore(servers: [(name: "kea", isInsecure: true)], limit: 200_000)
        let source = ChangeStream.Source(store, version: "0", servers: [("kea", "[::1]:547")], filter: nil)
        let streams = StreamSocket(path, source) { _, _ in }
        streams.start()
        defer { streams.stop() }
        while !FileManager.default.fileExists(atPath: path) { sched_yield() }
        let slow = try SocketReader(path)
        let quick = try SocketReader(path)
        quick.read(until: "begin")
        while streams.readers < 2 { sched_yield() }
        // More than is on its way to the slow one.
        bind(2_000, in: store)
        quick.read(until: "\"number\":2000,")
        bind(BindingStore.changesKept, from: 2_000, in: store)
        quick.read(until: "\"number\":2500,")
        slow.read(until: "\"event\":\"dropped\"")
        #expect(streams.dropped > 0)
        slow.leave()
        quick.leave()
    }

    @Test("an output that takes nothing ends cut, and says so")
    func cut() {
        let store = LiveStore(servers: [(name: "kea", isInsecure: true)], limit: 10)
        let source = ChangeStream.Source(store, version: "0", servers: [("kea", "[::1]:547")], filter: nil)
        let told = Mutex<[String]>([])
        let writer = StreamWriter(source, to: RotatedFile("/dev/full", size: 1_000, files: 2)) { line, _ in
            told.withLock { $0.append(line) }
        }
        writer.start()
        #expect(writer.stop() == .cut("No space left on device"))
        #expect(told.withLock { $0 }.first?.contains("/dev/full: No space left on device") == true)
    }
}

/// A reader of a unix socket that waits for what it wants to see.
private final class SocketReader {
    private let descriptor: Int32
    private var rest: [UInt8] = []

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isUp = withUnsafePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isUp)
    }

    func read(until text: String) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !String(decoding: rest, as: UTF8.self).contains(text) {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else {
                Issue.record("no \(text)")
                return
            }
            rest = rest.suffix(100) + piece[..<count]
        }
    }

    func leave() { close(descriptor) }
}
