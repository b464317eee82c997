import LeasequerySession
import Testing

@testable import Bindings
@testable import Views

/// What is said of a server's clock.
struct SkewWordsTests {
    /// A server of which these bounds were learnt, one after the other.
    private func server(_ bounds: [(Double, Double?)]) -> ServerReport {
        Scene.server(0, "s") { report in
            for (lower, upper) in bounds {
                let skew = SkewEstimate(seconds: (lower + (upper ?? lower)) / 2, lower: lower, upper: upper)
                report.skew = skew
                report.skewLevel.take(skew, report.skewLimits, at: Scene.now)
            }
        }
    }

    @Test(
        "a limit that is passed, or may be, is said as strongly as it is known",
        arguments: [
            ([(2.6, 2.8)], "+2.7 s ±0.1 against our clock", .plain),
            ([(40, 40.02)], "+40.01 s ±0.01 against our clock: MORE THAN 30 s OFF", .attention),
            ([(29.8, 30.2)], "+30.0 s ±0.2 against our clock: maybe more than 30 s off", .attention),
            (
                [(30.1, 30.2), (28, 28.2)],
                "+28.1 s ±0.1 against our clock: was more than 30 s off, and is not clearly back", .attention
            ),
            ([(-99.2, -99)], "-99.1 s ±0.1 against our clock: MORE THAN 60 s OFF", .bad),
            ([(35, 65)], "+35.0 … +65.0 s against our clock: maybe more than 60 s off", .attention),
        ] as [([(Double, Double?)], String, Style.Role)])
    func limits(bounds: [(Double, Double?)], text: String, role: Style.Role) {
        let server = server(bounds)
        #expect(SkewWords.long(server) == Words(text, role))
        #expect(SkewWords.short(server).role == role)
    }
}
