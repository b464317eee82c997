import Bindings
import LeasequerySession

/// Figures of lqtop itself.
public struct ProgramFigures: Sendable {
    /// Something that takes what happens, such as a file of lines.
    public struct Stream: Sendable {
        public var sink: String
        /// Changes that it could not take in time.
        public var dropped: UInt64

        public init(sink: String, dropped: UInt64) {
            self.sink = sink
            self.dropped = dropped
        }
    }

    /// nil: nothing is to be kept.
    public var keeping: KeepingStatus?
    /// Of those that are shown to servers, the one that expires first; nil: not known.
    public var ownCertificate: OwnCertificate?
    public var streams: [Stream]

    public init(keeping: KeepingStatus? = nil, ownCertificate: OwnCertificate? = nil, streams: [Stream] = []) {
        self.keeping = keeping
        self.ownCertificate = ownCertificate
        self.streams = streams
    }

    public init(_ store: borrowing BindingStore, streams: [Stream]) {
        self.init(keeping: store.keeping, ownCertificate: store.ownCertificate, streams: streams)
    }
}

extension MetricFamily {
    static let perProgram: [(family: MetricFamily, samples: @Sendable (ProgramFigures) -> [Sample])] = [
        (
            gauge(
                "state_file_kept",
                "1 if what is known is kept in the state file, 0 if it should be. Absent: there is no state file."),
            { program in program.keeping.map { [Sample([:], $0 == .kept ? 1 : 0)] } ?? [] }
        ),
        (
            gauge(
                "own_certificate_not_after_timestamp", unit: "seconds",
                "When the first of the certificates expires that lqtop shows to servers."),
            { program in program.ownCertificate.map { [Sample([:], .decimal(Double($0.notAfter)))] } ?? [] }
        ),
        (
            counter("stream_dropped_changes", "Changes that a stream could not take in time, by where it goes."),
            { program in program.streams.map { Sample(["sink": $0.sink], $0.dropped) } }
        ),
    ]
}
