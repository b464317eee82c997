import Bindings
import Foundation
import NIOEmbedded
import Synchronization
import Testing

@testable import LQTop

struct MetricsFileTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])

        func tell(_ line: String, _ isFailure: Bool) { all.withLock { $0.append("\(isFailure): \(line)") } }

        var told: [String] { all.withLock { $0 } }
    }

    private let directory = FileManager.default.temporaryDirectory.appending(path: "lqtop-test-\(UUID())").path
    private let lines = Lines()
    private var path: String { "\(directory)/lqtop.prom" }

    private func file() -> MetricsFile {
        let store = LiveStore(servers: [(name: "kea", isInsecure: false)], limit: 10)
        return MetricsFile(path, MetricsSource(store: store), on: EmbeddedEventLoop(), tell: lines.tell)
    }

    @Test("the file is there as a whole, for everybody to read, and nothing else is left beside it")
    func written() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = file()
        file.write()
        file.write()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("# HELP lqtop_build_info") && text.hasSuffix("# EOF\n"))
        #expect(text.contains(#"lqtop_server_state{server="kea",state="stopped"} 1"#))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o644)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["lqtop.prom"])
        #expect(lines.told.isEmpty)
    }

    @Test("a path that cannot be written is told once, tried again, and told again when it can be")
    func unwritable() throws {
        let file = file()
        file.write()
        file.write()
        #expect(
            lines.told == ["true: metrics not written: \(path): No such file or directory; trying again every 15 s"])
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        file.write()
        #expect(lines.told.dropFirst() == ["false: metrics are written to \(path) again"])
        #expect(FileManager.default.fileExists(atPath: path))
    }
}
