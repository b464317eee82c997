import DHCPv6Wire
import Testing

@testable import LeasequerySession

struct SessionConfigurationTests {
    private func configuration(_ change: (inout SessionTimers) -> Void) throws -> SessionConfiguration {
        var timers = SessionTimers()
        change(&timers)
        return try SessionConfiguration(ownDUID: SessionBench.ownDUID, timers: timers)
    }

    @Test("R-11: the defaults are the RFC's and nothing is flagged")
    func defaults() throws {
        let sound = try configuration { _ in }
        #expect(sound.timers.receive == .seconds(120))
        #expect(sound.timers.send == .seconds(300))
        #expect(sound.timers.retry == .seconds(60))
        #expect(sound.shortened.isEmpty)
    }

    @Test("R-11: values below the RFC's are taken and flagged by name, larger ones are fine")
    func shortened() throws {
        let hasty = try configuration {
            $0.receive = .seconds(5)
            $0.retry = .seconds(1)
            $0.send = .seconds(1_000)
        }
        #expect(hasty.shortened == ["ACTIVE_LQ_RCV_TIMEOUT", "ACTIVE_LQ_IDLE_TIMEOUT"])
    }

    @Test("Timers of no length, or of more than a year, are refused by name")
    func timers() {
        #expect(throws: SessionConfiguration.Invalid.timer("BULK_LQ_DATA_TIMEOUT")) {
            try configuration { $0.send = .zero }
        }
        #expect(throws: SessionConfiguration.Invalid.timer("ACTIVE_LQ_RCV_TIMEOUT")) {
            try configuration { $0.receive = .seconds(1 << 40) }
        }
    }

    @Test("A back-off that cannot grow to its floor is refused")
    func ceiling() {
        #expect(throws: SessionConfiguration.Invalid.retryCeiling(.seconds(30), below: .seconds(60))) {
            try configuration { $0.retryCeiling = .seconds(30) }
        }
    }

    @Test("An own DUID of impossible length is refused", arguments: [0, 2, 131])
    func ownDUID(octets: Int) {
        #expect(throws: SessionConfiguration.Invalid.ownDUID(octets: octets)) {
            try SessionConfiguration(ownDUID: DUID(octets: Array(repeating: 1, count: octets)))
        }
    }
}
