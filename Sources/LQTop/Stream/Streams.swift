import Bindings
import Exports
import Glibc

/// All that is streamed: into a file, to readers at a socket, to standard output.
struct Streams: Sendable {
    private let writers: [StreamWriter]
    private let socket: StreamSocket?

    /// Nothing.
    init() {
        writers = []
        socket = nil
    }

    /// - Parameter usesStandardOutput: whether lqtop runs to write there.
    init(_ configuration: Configuration, usesStandardOutput: Bool, store: LiveStore, tell: @escaping Teller) {
        let settings = configuration.stream
        let source = ChangeStream.Source(
            store, version: lqtopVersion, servers: configuration.servers.map { ($0.name, "\($0.endpoint)") },
            filter: settings.filter, redactor: configuration.redactor)
        let file = settings.file.map { RotatedFile($0, size: settings.fileSize, files: settings.files) }
        let outputs: [(any StreamOutput)?] = [usesStandardOutput ? StreamedOutput() : nil, file]
        writers = outputs.compactMap { $0 }.map { StreamWriter(source, to: $0, tell: tell) }
        socket = settings.socket.map { StreamSocket($0, source, tell: tell) }
    }

    func start() {
        for writer in writers { writer.start() }
        socket?.start()
    }

    /// Whether nobody reads any more for whom lqtop runs.
    var isReaderGone: Bool { writers.contains { $0.end == .readerGone } }

    /// What was dropped, by where it should have gone.
    var figures: [ProgramFigures.Stream] {
        writers.map { ProgramFigures.Stream(sink: $0.sink, dropped: $0.dropped) }
            + (socket.map { [ProgramFigures.Stream(sink: "socket", dropped: $0.dropped)] } ?? [])
    }

    /// Writes what is still to be written. To be called once, when nothing happens any more.
    func stop() -> Services.Ending {
        var ending = Services.Ending()
        for writer in writers {
            switch writer.stop() {
            case .whole: break
            case .readerGone: ending.isPartial = true
            case .cut(let reason):
                ending.problems.append("the stream to \(writer.name) is not written to its end: \(reason)")
            }
            if writer.dropped > 0 { ending.isPartial = true }
        }
        socket?.stop()
        return ending
    }
}
