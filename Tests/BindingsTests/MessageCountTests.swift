import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What a server sent, by type, by status and by rule.
struct MessageCountTests {
    private func batch(_ summaries: [(MessageType, StatusCode?)]) -> UpdateBatch {
        var batch = UpdateBatch()
        let octets: [UInt8] = [14, 0, 0, 1]
        for (type, status) in summaries {
            var summary = MessageSummary(type: type, transactionID: 1)
            summary.status = status
            batch.note(summary, of: octets.span.bytes, at: Clock.at(1))
        }
        return batch
    }

    @Test("types and statuses are counted over all batches; success is no status to count")
    func types() {
        var store = BindingStore()
        store.apply(
            batch([(.leasequeryReply, nil), (.leasequeryData, nil), (.leasequeryData, .catchUpComplete)]),
            from: ServerID(rawValue: 0), at: Clock.at(1))
        store.apply(
            batch([
                (.leasequeryReply, .success), (.leasequeryData, .catchUpComplete), (.leasequeryDone, .queryTerminated),
            ]),
            from: ServerID(rawValue: 0), at: Clock.at(2))
        let tally = store.report().tally
        #expect(tally.messages == 6 && tally.replies == 2 && tally.dones == 1 && tally.keepalives == 1)
        #expect(tally.statuses == [.catchUpComplete: 2, .queryTerminated: 1])
    }

    @Test("a server that makes up status codes cannot fill the memory")
    func bounded() {
        var store = BindingStore()
        for round in 0..<10 {
            let made = (0..<1000).map {
                (MessageType.leasequeryData, StatusCode(rawValue: UInt16(round * 1000 + $0 + 100)))
            }
            store.apply(batch(made), from: ServerID(rawValue: 0), at: Clock.at(round))
        }
        #expect(store.report().tally.statuses.count == 64)
        #expect(store.report().tally.messages == 10_000)
    }

    @Test("dropped messages are counted by the rule that they broke")
    func dropped() {
        var store = BindingStore()
        for _ in 0..<3 {
            store.note(.discarded(rule: "V-03", "x", at: Clock.at(1)), from: ServerID(rawValue: 0))
        }
        store.note(.discarded(rule: "V-18", "y", at: Clock.at(1)), from: ServerID(rawValue: 0))
        #expect(store.report().discardedByRule == ["V-03": 3, "V-18": 1])
    }
}
