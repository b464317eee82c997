import DHCPv6Wire
import LeasequerySession
import Testing

@testable import LQTop

@Suite("lqtop skew")
struct SkewReplayTests {
    private func replay(_ lines: [String]) throws -> [String] {
        var replay = SkewReplay()
        for line in lines { try replay.add(line) }
        replay.finish()
        return String(decoding: replay.take(), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("A row gives one object; the columns behind the third are ignored")
    func row() throws {
        let lines = try replay([
            "# a comment", "local_wall_ns,local_mono_ns,base_time_s,true_offset_ms",
            "1800000001250000000,1001250000000,853315202,1234.5120", "",
        ])
        #expect(lines == [#"{"row":0,"est_ms":1251.0,"lo_ms":750.0,"hi_ms":2100.0,"guaranteed_hi_ms":null}"#])
    }

    @Test("A connection applies before its row: its query bounds the skew, its catch-up does not")
    func connection() throws {
        let lines = try replay([
            "# connect row=1 query_wall_ns=1800000002000000000 query_mono_ns=1002000000000 rtt_us=304 catchup_until_row=2",
            "1800000001000000000,1001000000000,853315201", "1800000002500000000,1002500000000,853315202",
        ])
        #expect(lines[0].contains(#""guaranteed_hi_ms":null"#))
        #expect(lines[1].contains(#""guaranteed_hi_ms":1000.0"#))
    }

    @Test("Steps are told at the end, as what they turned out to be")
    func steps() throws {
        var lines = (0..<300).map { "\(1_800_000_000 + $0 / 10).\($0 % 10)" }.map { time in
            let wall = time.replacing(".", with: "") + "00000000"
            return "\(wall),\(wall.dropFirst(3)),\(Int(time.prefix(10))! - 946_684_800)"
        }
        lines += ["1800000130000000000,30100000000,853315330", "1800000131000000000,31100000000,853315331"]
        let last = try #require(try replay(lines).last)
        #expect(last.hasPrefix(#"{"event":"suspend_or_common","mono_ns":30100000000,"lo_ms":0.0,"hi_ms":0.0"#))
    }

    @Test(
        "What cannot be used is told with its line",
        arguments: [
            ("1,2", "line 1: want local_wall_ns,local_mono_ns,base_time_s"),
            ("1,2,4294967296", "line 1: '4294967296' is not a number that fits here"),
            ("1,-2,3", "line 1: '-2' is not a number that fits here"),
            ("-1,2,3", "line 1: '-1' is not a number that fits here"),
            ("# connect query_wall_ns=1", "line 1: a connection needs row=N"),
            ("# connect row=x", "line 1: 'x' is not a number that fits here"),
        ])
    func unusable(line: String, message: String) {
        var replay = SkewReplay()
        let error = #expect(throws: SkewRecordingError.self) { try replay.add(line) }
        #expect(error?.description == message)
    }

    @Test("A connection for a row that has passed is refused")
    func lateConnection() throws {
        var replay = SkewReplay()
        try replay.add("1,2,3")
        let error = #expect(throws: SkewRecordingError.self) { try replay.add("# connect row=0") }
        #expect(error == SkewRecordingError(line: 2, reason: .lateConnection(row: 0)))
    }

    @Test("The ends of the number range are replayed without a trap")
    func extremes() throws {
        let lines = try replay([
            "9223372036854775807,9223372036854775807,4294967295", "0,0,0", "0,9223372036854775807,1",
        ])
        #expect(lines.count { $0.hasPrefix(#"{"row""#) } == 3)
    }
}
