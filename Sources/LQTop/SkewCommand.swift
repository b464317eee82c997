import ArgumentParser

/// `lqtop skew`: a recording of base times in, what the estimator makes of it out.
struct SkewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skew",
        abstract: "Replay recorded base times through the clock skew estimator.",
        discussion: """
            Reads lines 'local_wall_ns,local_mono_ns,base_time_s', one a message; further columns are ignored, so a \
            recording may carry the truth to compare with. A comment \
            '# connect row=N query_wall_ns=W query_mono_ns=M rtt_us=R catchup_until_row=C' opens a connection before \
            row N; rows before C belong to its catch-up.

            Writes one JSON object a row: the skew (server ahead: positive) as estimated right after it, its bounds, \
            and the range of drifts that fit so far; null is no bound. The steps of the clocks follow at the end, when \
            it is known what they were.

            Exit status: 0 if all was replayed, 2 if the recording cannot be read.
            """)

    @Argument(help: "Recording to read; standard input if left out or '-'.")
    var file = "-"

    func run() throws {
        do throws(FileError) {
            try replay()
        } catch {
            StandardError.print("\(error)")
            throw ExitCode.usage
        }
    }

    /// Line by line as they come, so that a recording of any length needs little room.
    private func replay() throws(FileError) {
        let input = try InputFile(file)
        var replay = SkewReplay()
        var unfinished: [UInt8] = []
        while true {
            let piece = try input.read(atLeast: 1)
            if piece.isEmpty { break }
            var lines = (unfinished + piece).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            unfinished = Array(lines.popLast() ?? [])
            for line in lines { try add(line, to: &replay) }
            try StandardOutput.write(replay.take())
        }
        try add(unfinished[...], to: &replay)
        replay.finish()
        try StandardOutput.write(replay.take())
    }

    private func add(_ line: ArraySlice<UInt8>, to replay: inout SkewReplay) throws(FileError) {
        do throws(SkewRecordingError) {
            try replay.add(String(decoding: line, as: UTF8.self))
        } catch {
            throw FileError(operation: "read", path: file, reason: "\(error)")
        }
    }
}
