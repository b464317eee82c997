import Bindings
import LeasequerySession
import Synchronization
import Views

/// Asks the history file about the binding whose page is open, and again now and then; never waits for the answer.
final class HistoryDesk: Sendable {
    private struct State {
        var subject: BindingSubject?
        var standing = HistoryStanding.asking
        /// nil: it is under way.
        var answeredAt: Moment?
        /// So that an answer for another page is not taken.
        var number = 0
    }

    /// How old an answer may become on a page that stays open.
    private static let lasts = Duration.seconds(10)

    private let service: HistoryService
    private let clock: @Sendable () -> Moment
    private let tellNews: @Sendable () -> Void
    private let state = Mutex(State())

    init(_ service: HistoryService, clock: @escaping @Sendable () -> Moment, tellNews: @escaping @Sendable () -> Void) {
        self.service = service
        self.clock = clock
        self.tellNews = tellNews
    }

    /// What is known now; more is told by `tellNews`.
    func standing(of subject: BindingSubject) -> HistoryStanding {
        let now = clock()
        let (standing, number) = state.withLock { state -> (HistoryStanding, Int?) in
            if state.subject != subject {
                state = State(subject: subject, number: state.number)
            } else {
                guard let answeredAt = state.answeredAt, now.since(answeredAt) >= HistoryDesk.lasts else {
                    return (state.standing, nil)
                }
                state.answeredAt = nil
            }
            state.number += 1
            return (state.standing, state.number)
        }
        if let number { ask(subject, number, at: now) }
        return standing
    }

    private func ask(_ subject: BindingSubject, _ number: Int, at now: Moment) {
        let question = HistoryQuestion(.prefix(subject.prefix), .range(0...max(now.unixSeconds, 0)))
        service.ask(question) { [self] answer in
            state.withLock { state in
                guard state.number == number else { return }
                state.answeredAt = clock()
                switch answer {
                case .success(let answer): state.standing = .answered(answer)
                case .failure(let problem): state.standing = .failed("\(problem)")
                }
            }
            tellNews()
        }
    }
}
