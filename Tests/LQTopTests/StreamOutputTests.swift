import Bindings
import Exports
import Foundation
import Testing

@testable import LQTop

/// Where streams go: files that are put aside, sockets for their owner.
final class StreamOutputTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID())").path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    private func write(_ text: String, to file: inout RotatedFile) -> StreamProgress {
        var lines = Array(text.utf8)[...]
        return file.write(&lines)
    }

    @Test("a file that is large is put aside, as many are kept as were asked for, and the new one begins anew")
    func rotated() {
        var file = RotatedFile("\(folder)/s", size: 8, files: 3)
        defer { file.close() }
        for number in 1...9 {
            file.wantsBeginning = false
            #expect(write("line \(number)\n", to: &file) == .written)
            #expect(file.wantsBeginning == number.isMultiple(of: 2))
        }
        #expect(text("s") == "line 9\n")
        #expect(text("s.1") == "line 7\nline 8\n" && text("s.2") == "line 5\nline 6\n" && text("s.3") == nil)
    }

    @Test("it is for its owner only, appended to, and what was cut off before gets an end")
    func appended() throws {
        try "whole\ncut".write(toFile: "\(folder)/s", atomically: false, encoding: .utf8)
        var file = RotatedFile("\(folder)/s", size: 1_000, files: 2)
        defer { file.close() }
        #expect(write("new\n", to: &file) == .written)
        #expect(text("s") == "whole\ncut\nnew\n")
        var fresh = RotatedFile("\(folder)/t", size: 1_000, files: 2)
        defer { fresh.close() }
        #expect(write("new\n", to: &fresh) == .written)
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/t")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a full disk takes nothing, and the lines stay to be written later")
    func full() {
        var file = RotatedFile("/dev/full", size: 1_000, files: 2)
        defer { file.close() }
        var lines = Array("line\n".utf8)[...]
        #expect(file.write(&lines) == .failed("No space left on device"))
        #expect(lines.count == 5)
        var absent = RotatedFile("\(folder)/no/s", size: 1_000, files: 2)
        #expect(absent.write(&lines) == .failed("No such file or directory"))
    }

    @Test("a socket is for its owner only; one that nobody listens on is replaced, all else is left alone")
    func listener() throws {
        let path = "\(folder)/socket"
        do {
            let first = try StreamListener(path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(throws: StreamListener.Failure.self) { _ = try StreamListener(path).descriptor }
            let descriptor = first.descriptor
            #expect(descriptor >= 0)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try "mine".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: StreamListener.Failure.self) { _ = try StreamListener(path).descriptor }
        #expect(text("socket") == "mine")
        #expect(throws: StreamListener.Failure.self) {
            _ = try StreamListener(String(repeating: "x", count: 200)).descriptor
        }
    }

    @Test("the keys of [stream], and that they come out as they went in")
    func keys() throws {
        let text =
            "[filters]\nhomes = 'kind:pd'\n[stream]\nfile = '/s'\nfile-size = 2\nfiles = 3\nsocket = '/k'\nfilter = '@homes'\n"
        let settings = try ConfigurationFile.parse(text, file: "c").stream
        #expect(settings.file == "/s" && settings.fileSize == 2 << 20 && settings.files == 3)
        #expect(settings.socket == "/k" && settings.filter?.fullText.contains("kind:pd") == true)
        let printed = "\(try ConfigurationFile.parse(text, file: "c"))"
        #expect(try ConfigurationFile.parse(printed, file: "c").stream == settings)
        for wrong in ["files = 0", "file-size = 'x'", "filter = 'kind:'", "sockt = '/k'"] {
            #expect(throws: (any Error).self) { try ConfigurationFile.parse("[stream]\n\(wrong)", file: "c") }
        }
    }
}
