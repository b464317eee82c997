import LeasequerySession
import Testing
import Views

@testable import LQTop

/// A terminal behind 9,600 baud and a buffer without end, in virtual time.
struct SlowLineTests {
    /// Octets and questions under way, the oldest first.
    private struct Line {
        enum Piece: Equatable {
            case octets(Double)
            case question
            case mark(Int)
        }

        let octetsPerStep = 9.6
        var pieces: [Piece] = []

        /// What arrived in this step of 10 ms.
        mutating func step() -> [Piece] {
            var room = octetsPerStep
            var arrived: [Piece] = []
            while let first = pieces.first {
                if case .octets(let count) = first {
                    guard count <= room else {
                        pieces[0] = .octets(count - room)
                        break
                    }
                    room -= count
                }
                arrived.append(pieces.removeFirst())
            }
            return arrived
        }

        var waiting: Double { pieces.reduce(0) { if case .octets(let count) = $1 { $0 + count } else { $0 } } }
    }

    /// Draws pictures of 500 octets for data that never rest, and presses a key every 7.3 s.
    ///
    /// - Returns: how long the answer to each key took to be on screen, in seconds, and most octets that ever waited.
    private func run(answers: Bool) -> (delays: [Double], most: Double) {
        var (line, pacer, flow) = (Line(), FramePacer(), TerminalFlow())
        var now = Moment(uptime: 1_000_000_000, utc: 1_787_313_787_000_000_000)
        var (pressed, drawn) = ([Int: Moment](), 0)
        var (delays, most) = ([Double](), 0.0)
        for step in 0..<30_000 {
            now = now.advanced(by: .milliseconds(10))
            for piece in line.step() {
                switch piece {
                case .question where answers: flow.answered(1, at: now)
                case .mark(let key): delays.append(now.since(pressed[key] ?? now) / .seconds(1))
                case .question, .octets: break
                }
            }
            pacer.delay = flow.delay
            pacer.dataChanged()
            if step % 730 == 729 {
                pressed[pressed.count] = now
                pacer.keyPressed()
            }
            guard max(pacer.wait(from: now), flow.wait(from: now)) == .zero else { continue }
            pacer.drew(at: now, cost: .zero)
            line.pieces.append(.octets(step == 0 ? 4000 : 500))
            if drawn < pressed.count { line.pieces.append(.mark(pressed.count - 1)) }
            drawn = pressed.count
            most = max(most, line.waiting)
            guard flow.wantsToAsk else { continue }
            line.pieces.append(.question)
            flow.asked(at: now)
        }
        return (delays, most)
    }

    @Test("a key is answered within about a second, and never more than a picture and the first wait")
    func answered() {
        let (delays, most) = run(answers: true)
        #expect(delays.count == 41)
        #expect(delays.allSatisfy { $0 < 1.1 }, "\(delays)")
        #expect(most <= 4500)
    }

    @Test("a terminal that knows no answer is not waited for any longer after three")
    func unanswered() {
        var flow = TerminalFlow()
        var now = Moment(uptime: 1_000_000_000, utc: 1_787_313_787_000_000_000)
        for _ in 0..<3 {
            #expect(flow.wait(from: now) == .zero)
            flow.asked(at: now)
            now = now.advanced(by: .seconds(2))
            #expect(flow.wantsToAsk == (flow.wait(from: now) > .zero))
            now = now.advanced(by: .seconds(2))
        }
        #expect(!flow.wantsToAsk)
        flow.answered(3, at: now)
        #expect(flow.wantsToAsk && flow.wait(from: now) == .zero)
    }
}
