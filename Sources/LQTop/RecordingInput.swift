import Recordings

/// A recording in a file, entry by entry. Blocks.
struct RecordingInput: Sendable {
    private let file: InputFile
    private var reader = RecordingReader()
    let header: RecordingHeader

    /// Why a file cannot be replayed, with its name.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    init(_ path: String) throws(Refusal) {
        do {
            file = try InputFile(path)
            while true {
                switch try reader.next() {
                case .needsMore: reader.append(try file.read(atLeast: 1))
                case .header(let found):
                    header = found
                    return
                case .entry, .damaged, .torn, .end: throw RecordingError.noRecording
                }
            }
        } catch let error as RecordingError {
            throw Refusal(description: "cannot replay \(path): \(error)")
        } catch {
            throw Refusal(description: "\(error)")
        }
    }

    /// Never `needsMore`.
    mutating func next() throws -> RecordingReader.Step {
        while true {
            let step = try reader.next()
            guard step == .needsMore else { return step }
            reader.append(try file.read(atLeast: 1))
        }
    }
}
