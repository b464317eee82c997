import DHCPv6Wire
import Testing

@testable import Bindings
@testable import LeasequerySession
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

    private func skew(_ seconds: Double, _ tolerance: Double) -> SkewEstimate {
        SkewEstimate(seconds: seconds, lower: seconds - tolerance, upper: seconds + tolerance)
    }

    @Test("skew has a bound that holds for what is shown, and no more digits than are known")
    func text() {
        func text(_ seconds: Double, _ lower: Double, _ upper: Double?) -> String {
            SkewWords.text(SkewEstimate(seconds: seconds, lower: lower, upper: upper))
        }
        #expect(SkewWords.text(nil) == "-")
        #expect(text(2.714, 2.69, 2.73) == "+2.71 s ±0.02")
        #expect(text(2.7149, 2.69, 2.74) == "+2.71 s ±0.03")
        #expect(text(2.714, 2.70, 2.72) == "+2.714 s ±0.014")
        #expect(text(2.7, 2.6, 2.8) == "+2.70 s ±0.10")
        #expect(text(2.7, 2.51, 2.8) == "+2.70 s ±0.19")
        #expect(text(2.7, 2.499, 2.8) == "+2.7 s ±0.3")
        #expect(text(-0.004, -0.009, 0.001) == "-0.004 s ±0.005")
        #expect(text(0, -0.3, 0.3) == "0.0 s ±0.3")
        #expect(text(0.04, -0.2, 0.3) == "0.0 s ±0.3")
        #expect(text(2.5, 2, 3) == "+2.5 s ±0.5")
        #expect(text(2.6, 2, 3.2) == "+2.6 s ±0.6")
        #expect(text(2.6, 2, 4.7) == "+2.0 … +4.7 s")
        #expect(text(-3, -4.55, -2.31) == "-4.6 … -2.3 s")
        #expect(text(2.71, 2.71, nil) == "over +2.7 s")
        #expect(text(.nan, 0, 1) == "-")
        #expect(text(1e300, 1e300, 1e300) == "-")
    }

    @Test("a column has a digit less, and its bound holds too")
    func brief() {
        for (tolerance, text) in [(0.0191, "+1.71 s ±0.03"), (0.004, "+1.71 s ±0.01"), (0.14, "+1.7 s ±0.2")] {
            let server = Scene.server(0, "s") { $0.skew = skew(1.714, tolerance) }
            #expect(SkewWords.short(server).text == text)
        }
    }

    @Test(
        "it says what little it rests on",
        arguments: [
            (.messages(1), "+2.0 … +3.1 s (1 message) against our clock"),
            (.messages(2), "+2.0 … +3.1 s (2 messages) against our clock"),
            (.messages(0), "+2.0 … +3.1 s (no prompt message yet) against our clock"),
            (.sparse(every: .seconds(60)), "+2.5 s ±0.6 (a message every 1m00s) against our clock"),
            (.stream, "+2.5 s ±0.6 against our clock"),
        ] as [(SkewBasis, String)])
    func basis(basis: SkewBasis, text: String) {
        let server = Scene.server(0, "s") { report in
            report.skew = SkewEstimate(seconds: 2.5, lower: 2.04, upper: 3.04, basis: basis)
        }
        #expect(SkewWords.long(server)?.text == text)
    }

    @Test(
        "a limit that is passed, or may be, is said as strongly as it is known",
        arguments: [
            ([(2.6, 2.8)], "+2.70 s ±0.10 against our clock", .plain),
            ([(40, 40.04)], "+40.02 s ±0.02 against our clock: MORE THAN 30 s OFF", .attention),
            ([(29.8, 30.2)], "+30.0 s ±0.2 against our clock: maybe more than 30 s off", .attention),
            (
                [(30.1, 30.2), (28, 28.4)],
                "+28.2 s ±0.2 against our clock: was more than 30 s off, and is not clearly back", .attention
            ),
            ([(-99.4, -99)], "-99.2 s ±0.2 against our clock: MORE THAN 60 s OFF", .bad),
            ([(35, 65)], "+35.0 … +65.0 s against our clock: maybe more than 60 s off", .attention),
        ] as [([(Double, Double?)], String, Style.Role)])
    func limits(bounds: [(Double, Double?)], text: String, role: Style.Role) {
        let server = server(bounds)
        #expect(SkewWords.long(server) == Words(text, role))
        #expect(SkewWords.short(server).role == role)
    }

    @Test("late messages leave two explanations, and both are said")
    func late() {
        let server = Scene.server(0, "s") { report in
            report.skew = SkewEstimate(seconds: 0, lower: -3.2, upper: 0.1, lateBy: 2.96)
        }
        let text = "-3.2 … +0.1 s against our clock; messages 3.0 s late, or the server's clock was set back"
        #expect(SkewWords.long(server) == Words(text, .attention))
    }

    @Test("what is guaranteed and what is assumed are kept apart, and rounded outwards")
    func bounds() {
        var skew = SkewEstimate(seconds: 2.7, lower: 2.6904, upper: 2.7301)
        #expect(
            SkewWords.bounds(skew)?.text
                == "not less than +2.690 s, whatever is late; not more than +2.731 s unless all is late")
        skew.guaranteedUpper = 3.1
        #expect(
            SkewWords.bounds(skew)?.text
                == "not less than +2.690 s, whatever is late, nor more than +3.100 s; not more than +2.731 s unless all "
                + "is late")
        skew.guaranteedUpper = 2.7301
        #expect(SkewWords.bounds(skew)?.text == "not less than +2.690 s, whatever is late, nor more than +2.731 s")
        skew.upper = nil
        #expect(SkewWords.bounds(skew) == nil)
    }

    @Test(
        "a skew of a size that has a usual cause is explained, if the bounds are narrow enough",
        arguments: [
            (0.5, 0.09, "maybe the server rounds its time and is right"), (0.5, 0.11, nil), (0.3, 0.09, nil),
            (4.6, 0.9, "maybe the server counts the 5 leap seconds since 2000"), (4.6, 1.1, nil),
            (7_200.3, 0.5, "maybe the server sends local time, UTC+2h00m, instead of UTC"),
            (-12_600, 0.1, "maybe the server sends local time, UTC-3h30m, instead of UTC"), (7_202, 0.5, nil),
            (0, 0.01, nil), (30 * 1800, 0.1, nil),
            (946_684_800.2, 0.5, "the server seems to count from 1970 instead of 2000"),
        ] as [(Double, Double, String?)])
    func hints(seconds: Double, tolerance: Double, hint: String?) {
        #expect(SkewWords.hint(skew(seconds, tolerance))?.text == hint)
    }

    @Test("the age of the newest message is an interval: base times are cut to seconds")
    func lag() {
        var server = Scene.server(0, "s") { report in
            report.lastBaseTime = ServerTime(unixSeconds: Scene.now.unixSeconds + 2)
            report.skew = SkewEstimate(seconds: 2.7, lower: 2.69, upper: 2.73)
        }
        #expect(
            SkewWords.lag(server, now: Scene.now)?.text == "newest message made 0.0 to 1.0 s ago by the server's clock")
        #expect(
            SkewWords.lag(server, now: Scene.now.advanced(by: .seconds(60)))?.text
                == "newest message made 59.8 to 61.0 s ago by the server's clock")
        server.skew?.upper = nil
        #expect(SkewWords.lag(server, now: Scene.now)?.text == "newest message made 0.0 s ago or earlier")
        server.lastBaseTime = nil
        #expect(SkewWords.lag(server, now: Scene.now) == nil)
    }

    @Test(
        "a step has its size and its certainty, and what it proved to be",
        arguments: [
            (.serverForward, 2.99, 3.03, true, "the server's clock was set +3.01 s ±0.02, certainly"),
            (
                .serverBack, -3.2, -2.8, false,
                "the server's clock was set back -3.0 s ±0.2, most likely: messages that were all late would look alike"
            ),
            (.localStep, -2.5, -2.5, false, "our clock was set +2.50 s"),
            (.cachedClock(seconds: 5), 0, 0, false, "the server refreshes the clock it stamps with every 5 s only"),
        ] as [(SkewStep.Kind, Double, Double, Bool, String)])
    func steps(kind: SkewStep.Kind, lower: Double, upper: Double, isCertain: Bool, text: String) {
        let step = SkewStep(id: 1, kind: kind, at: Scene.now, lower: lower, upper: upper, isCertain: isCertain)
        #expect(ClockStepWords.text(ClockStep(step)).text == text)
        let revised = SkewStep(id: 1, kind: .revised, at: Scene.now, lower: 0, upper: 0, isCertain: false)
        #expect(ClockStepWords.text(ClockStep(revised, told: step)).text.hasSuffix("; told at first: \(text)"))
    }
}
