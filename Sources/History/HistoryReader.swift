import Bindings
import Databases

/// A history file for questions, also while an lqtop writes it.
public final class HistoryReader {
    private let file: HistoryFile

    /// - Throws: `DatabaseError` if it is not there or cannot be used.
    public init(_ path: String) throws(DatabaseError) {
        file = try HistoryFile(reading: path)
    }

    /// - Parameter now: Unix seconds of our clock.
    public func answer(_ question: HistoryQuestion, at now: Int64) throws(DatabaseError) -> HistoryAnswer {
        try HistorySearch(file).answer(question, at: now)
    }
}
