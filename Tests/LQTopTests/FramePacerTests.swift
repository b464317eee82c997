import LeasequerySession
import Testing

@testable import LQTop

struct FramePacerTests {
    /// 0.4 s past a full second.
    private let start = Moment(uptime: 9_000_000_000, utc: 1_787_313_787_400_000_000)

    private func later(_ milliseconds: Int) -> Moment { start.advanced(by: .milliseconds(milliseconds)) }

    @Test("the first picture and a key are drawn at once")
    func atOnce() {
        var pacer = FramePacer()
        #expect(pacer.wait(from: start) == .zero)
        pacer.drew(at: start, cost: .zero)
        pacer.keyPressed()
        #expect(pacer.wait(from: start) == .zero)
    }

    @Test("data are drawn ten times a second at most, four times if the answer is dear")
    func data() {
        var pacer = FramePacer()
        pacer.drew(at: start, cost: .milliseconds(5))
        pacer.dataChanged()
        #expect(pacer.wait(from: later(30)) == .milliseconds(70))
        #expect(pacer.wait(from: later(100)) == .zero)
        #expect(pacer.wait(from: later(500)) == .zero)
        pacer.drew(at: start, cost: .milliseconds(6))
        pacer.dataChanged()
        #expect(pacer.wait(from: later(100)) == .milliseconds(150))
    }

    @Test("with no news a picture is drawn when the second turns")
    func ages() {
        var pacer = FramePacer()
        pacer.drew(at: start, cost: .zero)
        #expect(pacer.wait(from: later(100)) == .milliseconds(500))
        #expect(pacer.wait(from: later(600)) == .zero)
        pacer.drew(at: later(600), cost: .zero)
        #expect(pacer.wait(from: later(600)) == .seconds(1))
    }

    @Test(
        "the user's bound holds for data and ages, not for keys; a slow line is kept free for three quarters of the time"
    )
    func bounds() {
        var pacer = FramePacer()
        pacer.fps = 0.5
        pacer.drew(at: start, cost: .zero)
        #expect(pacer.wait(from: start) == .seconds(2))
        pacer.dataChanged()
        #expect(pacer.wait(from: later(500)) == .milliseconds(1500))
        pacer.fps = 10
        pacer.delay = .milliseconds(400)
        #expect(pacer.wait(from: start) == .milliseconds(1600))
        pacer.delay = .seconds(60)
        #expect(pacer.wait(from: start) == .seconds(5))
        pacer.keyPressed()
        #expect(pacer.wait(from: start) == .zero)
    }

    @Test("a key is not forgotten when data come after it")
    func keysFirst() {
        var pacer = FramePacer()
        pacer.drew(at: start, cost: .zero)
        pacer.keyPressed()
        pacer.dataChanged()
        #expect(pacer.wait(from: start) == .zero)
    }
}
