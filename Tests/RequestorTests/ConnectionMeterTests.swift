import LeasequerySession
import NIOCore
import NIOEmbedded
import Testing

@testable import Requestor

/// The meter of one connection on a loop whose time stands still until told.
struct ConnectionMeterTests {
    final class Bench {
        let channel = EmbeddedChannel()
        var readings: [ConnectionReading] = []
        /// How much time passes without the loop.
        var lag = Duration.zero
        private(set) var meter: ConnectionMeter!

        init() throws {
            meter = ConnectionMeter(
                receiveTimeout: .seconds(120), now: { self.now }, report: { self.readings.append($0) })
            try channel.pipeline.syncOperations.addHandler(meter)
        }

        var loop: EmbeddedEventLoop { channel.embeddedEventLoop }

        var now: Moment {
            Moment(uptime: loop.now.uptimeNanoseconds + 1_000_000_000, utc: 1_787_313_600_000_000_000)
                .advanced(by: lag)
        }

        func read(_ count: Int, of room: Int) {
            var octets = channel.allocator.buffer(capacity: room)
            octets.writeRepeatingByte(0, count: min(count, octets.writableBytes))
            channel.pipeline.fireChannelRead(octets)
        }
    }

    @Test("A connection is measured at once and then every second, until it is gone")
    func everySecond() throws {
        let bench = try Bench()
        #expect(bench.readings.count == 1)
        bench.loop.advanceTime(by: .seconds(3))
        #expect(bench.readings.map(\.at.uptime) == [1, 2, 3, 4].map { $0 * 1_000_000_000 })
        #expect(bench.readings.allSatisfy { $0.threadDelay == .zero && $0.receiveTimeout == .seconds(120) })
        _ = try bench.channel.finish()
        bench.loop.advanceTime(by: .seconds(3))
        #expect(bench.readings.count == 4)
    }

    @Test("What the system does not tell is absent, not 0")
    func unknown() throws {
        let bench = try Bench()
        #expect(bench.readings.last?.octetsWaiting == nil)
        #expect(bench.readings.last?.path == nil)
    }

    @Test("A thread that was busy elsewhere says by how much it is late")
    func threadDelay() throws {
        let bench = try Bench()
        bench.lag = .milliseconds(300)
        bench.loop.advanceTime(by: .seconds(2))
        #expect(bench.readings.dropFirst().map(\.threadDelay) == [.milliseconds(300), .zero])
    }

    @Test("Reads that fill their buffers are no prompt ones, nor is the one that empties the socket")
    func prompt() throws {
        let bench = try Bench()
        let reads = [(100, 1024), (1024, 1024), (1024, 1024), (100, 1024), (100, 1024)]
        let prompt = reads.map { count, room in
            bench.read(count, of: room)
            return bench.meter.isPrompt
        }
        #expect(prompt == [true, false, false, false, true])
    }

    @Test("Reads that go on filling their buffers are told since the first of them")
    func crowded() throws {
        let bench = try Bench()
        for _ in 0..<3 {
            bench.read(1024, of: 1024)
            bench.loop.advanceTime(by: .seconds(1))
        }
        #expect(bench.readings.last?.crowdedSince?.uptime == 1_000_000_000)
        bench.read(10, of: 1024)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(bench.readings.last?.crowdedSince == nil)
    }

    @Test("The beginning of a message is told since it came, however slowly more of it does")
    func fragment() throws {
        let bench = try Bench()
        bench.meter.left(7, used: 100)
        bench.loop.advanceTime(by: .seconds(1))
        bench.meter.left(9, used: 0)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(bench.readings.last?.fragmentSince?.uptime == 1_000_000_000)
        bench.meter.left(3, used: 20)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(bench.readings.last?.fragmentSince?.uptime == 3_000_000_000, "another message")
        bench.meter.left(0, used: 20)
        bench.loop.advanceTime(by: .seconds(1))
        #expect(bench.readings.last?.fragmentSince == nil)
    }
}
