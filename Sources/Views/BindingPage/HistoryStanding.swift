import Bindings
import LeasequerySession

/// What the history file says of the binding whose page is open.
public enum HistoryStanding: Hashable, Sendable {
    case asking
    /// All of the binding that there is, and of what covers it or is in it.
    case answered(HistoryAnswer)
    /// In words.
    case failed(String)
}

extension Dashboard {
    /// Of what the history file is to be asked; nil: of nothing.
    public var historySubject: BindingSubject? { isBindingPageOpen ? pageSubject : nil }

    /// nil: no history is kept.
    public mutating func accept(_ history: HistoryStanding?) { self.history = history }
}

extension HistoryStanding {
    func redacted(by redactor: Redactor) -> HistoryStanding {
        guard case .answered(let answer) = self else { return self }
        return .answered(redactor.redacted(answer))
    }

    /// Spans on the page.
    static let most = 20

    /// - Parameter subject: redacted, if the answer is.
    func section(of subject: BindingSubject, width: Int) -> PageSection {
        let fields: [Fields.Field] =
            switch self {
            case .asking: [("", Words("asking the history file ...", .dim))]
            case .failed(let reason): [("", Words(reason, .bad))]
            case .answered(let answer): HistoryWords.fields(answer, of: subject)
            }
        return PageSection("history file", fields: fields, width: width)
    }
}
