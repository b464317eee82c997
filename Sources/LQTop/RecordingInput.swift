import Captures
import LeasequerySession
import Recordings
import Requestor
import Settings

/// A recording or a packet capture in a file, entry by entry. Blocks.
struct RecordingInput: Sendable {
    private enum Source: Sendable {
        case file(InputFile, RecordingReader)
        /// Ticks of the seconds between are not among them.
        case capture([(entry: RecordingEntry, at: Moment)], next: Int, second: Moment)
    }

    private var source: Source
    /// What it was recorded with; of a capture, what can be seen.
    let configuration: Configuration
    /// Nobody's session was recorded, only what was asked and answered.
    var isFollowed: Bool { if case .capture = source { true } else { false } }
    /// What the user should know of it.
    let notices: [String]

    /// Why a file cannot be replayed, with its name.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter ports: TCP ports of servers in a capture.
    init(_ path: String, ports: Set<UInt16> = [547]) throws(Refusal) {
        do {
            let file = try InputFile(path)
            let beginning = try file.read(atLeast: Capture.signatureLength)
            guard Capture.begins(with: beginning) else {
                (source, configuration) = try RecordingInput.recording(file, beginning, path)
                notices = []
                return
            }
            let capture = try Capture(beginning + file.readToEnd(), ports: ports)
            let recording = CaptureRecording(capture.messages, ports: ports)
            guard let first = recording.entries.first else {
                let places = ports.sorted().map { "\($0)" }.joined(separator: ", ")
                throw Refusal(
                    description: "cannot replay \(path): no leasequery in clear on port \(places) in "
                        + "\(capture.packetCount) packets; try --port")
            }
            configuration = try Configuration(of: recording)
            source = .capture(recording.entries, next: 0, second: first.at)
            notices = recording.notices + (capture.fault.map { ["The capture breaks off: \($0)."] } ?? [])
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as FileError {
            throw Refusal(description: "\(error)")
        } catch {
            throw Refusal(description: "cannot replay \(path): \(error)")
        }
    }

    private static func recording(
        _ file: InputFile, _ beginning: [UInt8], _ path: String
    ) throws -> (Source, Configuration) {
        var reader = RecordingReader()
        reader.append(beginning)
        while true {
            switch try reader.next() {
            case .needsMore: reader.append(try file.read(atLeast: 1))
            case .header(let header):
                return (.file(file, reader), try ConfigurationFile.parse(header.configuration, file: path))
            case .entry, .damaged, .torn, .end: throw RecordingError.noRecording
            }
        }
    }

    /// Never `needsMore`.
    mutating func next() throws -> RecordingReader.Step {
        switch source {
        case .file(let file, var reader):
            while true {
                let step = try reader.next()
                guard step == .needsMore else {
                    source = .file(file, reader)
                    return step
                }
                reader.append(try file.read(atLeast: 1))
            }
        case .capture(let entries, let next, let second):
            guard next < entries.count else { return .end }
            let tick = second.advanced(by: .seconds(1))
            if entries[next].at.uptime >= tick.uptime {
                source = .capture(entries, next: next, second: tick)
                return .entry(.tick, at: tick)
            }
            source = .capture(entries, next: next + 1, second: second)
            return .entry(entries[next].entry, at: entries[next].at)
        }
    }
}

extension Configuration {
    /// Every server that a requestor in the capture asked.
    fileprivate init(of recording: CaptureRecording) throws(ServerEndpoint.Invalid) {
        self.init()
        let isAmbiguous = Set(recording.feeds.map(\.server)).count < recording.feeds.count
        for feed in recording.feeds {
            let name = isAmbiguous ? "\(feed.server) asked by \(feed.requestor)" : "\(feed.server)"
            servers.append(
                Server(
                    name: name, endpoint: try ServerEndpoint("\(feed.server)"), protection: .insecure, fillPlan: nil))
        }
    }
}

extension CaptureRecording {
    fileprivate var notices: [String] {
        let older =
            "\(leftOut) messages of connections older than the capture are left out: what they answer is not in it."
        let hidden = "\(encrypted) connections are encrypted: nothing of them can be shown."
        return (leftOut > 0 ? [older] : []) + (encrypted > 0 ? [hidden] : [])
    }
}
