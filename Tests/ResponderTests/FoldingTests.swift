import DHCPv6Wire
import NIOCore
import NIOEmbedded
import Testing

@testable import Responder

/// Requestors that stop reading for a while (RFC 7653 section 7): current states wait for them, not a queue.
struct FoldingTests {
    private static let bindings: UInt32 = 100

    /// 10,000 changes to 100 bindings in 10 s; the last makes every seventh binding end.
    private func change(_ bench: ServerBench) {
        for round in 1...100 as ClosedRange<Int64> {
            bench.script.coming = (0..<Self.bindings).map { number in
                let key = BindingKey.address(UInt64(number))
                return round == 100 && number % 7 == 0
                    ? ResponderBench().ended(key, number)
                    : ResponderBench().bound(key, number, valid: 10_000 + round)
            }
            bench.wait(.milliseconds(100))
        }
    }

    /// Which bindings end up ended, by what was said of each last.
    private func ends(_ said: [Said]) -> [IPv6Prefix: Bool] {
        said.flatMap(\.leases).reduce(into: [:]) { $0[$1.prefix] = $1.valid == 0 }
    }

    private static let expected = Dictionary(
        uniqueKeysWithValues: (0..<bindings).map { (BindingKey.address(UInt64($0)).prefix, $0 % 7 == 0) })

    @Test("S-33, SX-13: who was blocked during 10,000 changes to 100 bindings gets the current state of each, once")
    func blocked() throws {
        let socket = SlowSocket()
        let bench = try ServerBench()
        let blocked = try #require(try bench.connect(through: socket))
        let reading = try #require(try bench.connect())
        for requestor in [blocked, reading] { try requestor.ask(ResponderBench().active()) }
        _ = try blocked.heard()
        socket.stop()
        change(bench)
        // Never more than what the system takes and the last write.
        #expect(socket.keptOctets < SlowSocket.highWater + 65_536)
        #expect(bench.core.book.history.logCount < 4_000)
        #expect(try reading.heard().flatMap(\.leases).count == 10_000)

        socket.resume()
        let before = try blocked.heard()
        #expect(before.count < 5_000)
        bench.wait(.seconds(1))
        let said = try before + blocked.heard()
        #expect(ends(said) == Self.expected)
        bench.wait(.seconds(1))
        #expect(try blocked.heard().isEmpty)
        #expect(blocked.isOpen)
    }

    @Test("SX-13: nothing is written while blocked, then the current state only")
    func currentState() throws {
        let bench = try ServerBench()
        let requestor = try #require(try bench.connect())
        try requestor.ask(ResponderBench().active())
        _ = try requestor.heard()
        requestor.setWritable(false)
        change(bench)
        #expect(try requestor.heard().isEmpty)
        requestor.setWritable(true)
        #expect(try requestor.heard().isEmpty, "others have their turn first")
        bench.wait(.milliseconds(1))
        let said = try requestor.heard()
        #expect(said.count == Int(Self.bindings))
        #expect(ends(said) == Self.expected)
        #expect(Set(said.flatMap(\.leases).map(\.valid)).count <= 2)
    }
}

extension ServerBench.Requestor {
    fileprivate func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }
}
