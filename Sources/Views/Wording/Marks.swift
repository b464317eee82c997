/// Every mark that keeps a figure from being taken for more than it is; the help and docs/marks.md are this table.
enum Marks {
    struct Entry: Hashable {
        var mark: String
        /// Where it stands and what it means, one line.
        var meaning: String
    }

    static let all = [
        Entry(mark: "bound?", meaning: "not confirmed since changes were missed"),
        Entry(mark: "expired?", meaning: "ran out by our clock; the server has not said so"),
        Entry(mark: "gone", meaning: "a complete answer left it out"),
        Entry(mark: PairWords.conflictMark, meaning: "behind a state: partners disagree on it"),
        Entry(mark: "!", meaning: "behind a server: plain TCP, nothing is proven"),
        Entry(mark: "INSECURE", meaning: "the same, in the header and under TLS"),
        Entry(mark: "±", meaning: "how far a time or a clock may be off; ±? not known"),
        Entry(mark: "whole at", meaning: "nothing is missing, as the server tells it"),
        Entry(mark: "polled 40s ago", meaning: "as old as that; changes since are not known"),
        Entry(mark: "OLD", meaning: "two polls in a row are missing"),
        Entry(mark: "filling", meaning: "what was bound before is being asked for"),
        Entry(mark: "since", meaning: "only changes since then are known"),
        Entry(mark: "HOLE since", meaning: "no connection: what is shown is as old as that"),
        Entry(mark: "LOST", meaning: "the changes of this time are missing"),
        Entry(mark: "NO ROOM", meaning: "over max-bindings: something told is not stored"),
        Entry(mark: "INCOMPLETE", meaning: "one of these is true of a server; which is said"),
        Entry(mark: "PAUSED", meaning: "the rows stand still; what waits is counted"),
        Entry(mark: "REDACTED", meaning: "clients are replaced by pseudonyms, addresses cut"),
        Entry(mark: "LOADING STATE", meaning: "what was remembered is still being read"),
        Entry(mark: "NOT REMEMBERED", meaning: "the state file cannot be used"),
    ]
}
