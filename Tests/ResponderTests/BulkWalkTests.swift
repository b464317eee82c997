import DHCPv6Wire
import Testing

@testable import Responder

/// A bulk answer takes time, and bindings change meanwhile.
struct BulkWalkTests {
    private static let bindings: UInt64 = 40

    @Test("whatever is bound throughout a bulk answer is in it, whoever it goes to meanwhile", arguments: 0..<100)
    func moves(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var holders = (0..<Self.bindings).map { _ in UInt32.random(in: 0..<12, using: &random) }
        let plain = ResponderBench()
        var bench = ResponderBench(
            present: holders.indices.map { plain.bound(.address(UInt64($0)), holders[$0]) }, endedLimit: 3)
        var boundThroughout = Set(holders.indices)
        var said = try bench.hear(bench.bulk(LeasequeryQuery(.byLinkAddress)))
        repeat {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let number = Int.random(in: holders.indices, using: &random)
                if Int.random(in: 0..<6, using: &random) == 0 {
                    bench.happen(bench.ended(.address(UInt64(number)), holders[number]))
                    boundThroughout.remove(number)
                } else {
                    holders[number] = UInt32.random(in: 0..<12, using: &random)
                    bench.happen(bench.bound(.address(UInt64(number)), holders[number]))
                }
            }
            said += try bench.proceed(room: 1)
            bench.book.trim()
        } while bench.session.isQuerying
        let told = Set(said.flatMap(\.leases).map(\.prefix))
        #expect(boundThroughout.allSatisfy { told.contains(BindingKey.address(UInt64($0)).prefix) })
    }

    @Test("what does not change meanwhile is told once")
    func once() throws {
        let plain = ResponderBench()
        var bench = ResponderBench(present: (0..<9).map { plain.bound(.address($0), UInt32($0) / 2) })
        bench.happen(bench.bound(.address(3), 1))
        var said = try bench.hear(bench.bulk(LeasequeryQuery(.byLinkAddress)))
        while bench.session.isQuerying { said += try bench.proceed(room: 1) }
        #expect(said.flatMap(\.leases).count == 9)
    }
}
