import ArgumentParser
import Exports
import Glibc
import SnapshotDiff

/// `lqtop diff`: what became of bindings between two snapshots; needs no configuration, server or terminal.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Tell what changed between two snapshots.",
        discussion: """
            Reads two snapshots of any format and lists bindings that are new, gone, moved to another address, or with \
            another client. Ends that came later or earlier are counted only. docs/snapshot.md says more.

            Exit status: 0 if no binding is listed, 1 if any is, 2 if the snapshots cannot be compared.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "The earlier snapshot; - is standard input.")
    var first: String

    @Argument(help: "The later snapshot.")
    var second: String

    @Option(help: "What to write.")
    var format = Format.text

    func run() throws {
        let diff: SnapshotDiff
        do throws(DiffTrouble) {
            diff = try DiffCommand.compare(first, second)
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.usage
        }
        let report = DiffReport(diff, names: (first, second))
        do throws(FileError) {
            var output = BufferedOutput()
            switch format {
            case .text: try report.writeText { text throws(FileError) in try output.write(Array(text.utf8)) }
            case .json: try report.writeJSON { octets throws(FileError) in try output.write(octets) }
            }
            try output.flush()
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.usage
        }
        if !diff.isSame { throw ExitCode(1) }
    }

    private static func compare(_ first: String, _ second: String) throws(DiffTrouble) -> SnapshotDiff {
        let (from, to) = (try read(first), try read(second))
        do throws(SnapshotFault) {
            return try SnapshotDiff(from: from, to: to)
        } catch {
            throw DiffTrouble(path: "\(first) and \(second)", fault: error)
        }
    }

    private static func read(_ path: String) throws(DiffTrouble) -> Snapshot {
        do throws(SnapshotFault) {
            let file = try opened(path)
            return try Snapshot { () throws(SnapshotFault) in try piece(of: file) }
        } catch {
            throw DiffTrouble(path: path, fault: error)
        }
    }

    private static func opened(_ path: String) throws(SnapshotFault) -> InputFile {
        do throws(FileError) {
            return try InputFile(path)
        } catch {
            throw .unreadable(error.reason)
        }
    }

    private static func piece(of file: InputFile) throws(SnapshotFault) -> [UInt8] {
        do throws(FileError) {
            return try file.read(atLeast: 1)
        } catch {
            throw .unreadable(error.reason)
        }
    }
}

/// Which snapshot cannot be compared, and why.
private struct DiffTrouble: Error, CustomStringConvertible {
    let path: String
    let fault: SnapshotFault

    var description: String { "\(path): \(fault)" }
}

/// Standard output, written in pieces of a size that is worth a system call.
private struct BufferedOutput {
    private var octets: [UInt8] = []

    mutating func write(_ more: [UInt8]) throws(FileError) {
        octets += more
        if octets.count >= 1 << 16 { try flush() }
    }

    mutating func flush() throws(FileError) {
        try StandardOutput.write(octets)
        octets.removeAll(keepingCapacity: true)
    }
}
