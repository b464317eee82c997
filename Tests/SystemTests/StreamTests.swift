import Foundation
import Testing

/// `lqtop stream` against a real server, as a shell and other programs see it.
@Suite(.serialized)
struct StreamTests {
    private let server: ServerProcess
    private let folder: TestFolder

    init() throws {
        server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        folder = try TestFolder()
    }

    private func expectValid(_ name: String) throws {
        let checked = try Programs.run(
            SourceTree.root.appending(path: "scripts/check-stream").path, [folder.file(name)])
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }

    private func text(_ name: String) -> String {
        (try? folder.contents(of: name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func wait(_ what: String, _ condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < deadline, "no \(what): \(text("errors"))")
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    private func start(_ options: String...) throws -> pid_t {
        try Programs.start(
            Programs.path("lqtop"), ["stream", "--insecure", "--server", "[::1]:\(server.port)"] + options,
            environment: folder.environment, in: folder)
    }

    @Test("to standard output: every line is as the schema has it, from the beginning to the end")
    func standardOutput() throws {
        let lqtop = try start()
        try wait("changes") { text("output").contains(#""change":"renewed""#) }
        kill(lqtop, SIGTERM)
        #expect(Programs.end(of: lqtop) == 0)
        try expectValid("output")
        let lines = text("output").split(separator: "\n")
        #expect(lines.first?.hasPrefix(#"{"event":"begin","seq":1,"#) == true)
        #expect(lines.last?.hasPrefix(#"{"event":"end","#) == true)
        for event in ["watch-began", "connected", "live", "bulk-began", "bulk-ended"] {
            #expect(lines.contains { $0.hasPrefix(#"{"event":"\#(event)","#) }, "\(event)")
        }
    }

    @Test("a filter leaves out changes, never what befalls the feed")
    func filtered() throws {
        let lqtop = try start("--filter", "kind:pd", "--output", folder.file("pd"))
        try wait("changes") { text("pd").contains(#""event":"change""#) && text("pd").contains("bulk-ended") }
        kill(lqtop, SIGTERM)
        #expect(Programs.end(of: lqtop) == 0)
        try expectValid("pd")
        #expect(!text("pd").contains("IA_NA") && text("pd").contains(#"{"event":"live","#))
        #expect(text("output").isEmpty)
    }

    @Test("readers of a socket come and go, each from then on, and the end is told")
    func socket() throws {
        let path = folder.file("s")
        let lqtop = try start("--socket", path)
        try wait("a socket") { FileManager.default.fileExists(atPath: path) }
        let first = try StreamReader(path)
        let second = try StreamReader(path)
        try wait("changes") { first.read().contains(#""event":"change""#) }
        second.leave()
        try wait("the news that a reader left") { text("errors").contains("a reader has left") }
        kill(lqtop, SIGTERM)
        try wait("the end") { first.read().contains(#"{"event":"end","#) }
        #expect(Programs.end(of: lqtop) == 0)
        try folder.write(first.read(), to: "first")
        try expectValid("first")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a reader that leaves ends it: status 3, connections closed")
    func readerGone() throws {
        let command = """
            "$0" stream --insecure --server '[::1]:\(server.port)' | head -n 2; exit ${PIPESTATUS[0]}
            """
        let result = try Programs.run(
            "/bin/bash", ["-c", command, Programs.path("lqtop")], environment: folder.environment)
        #expect(result.status == 3)
        #expect(result.output.split(separator: "\n").count == 2)
        #expect(result.errors.contains("nobody reads standard output any more"))
    }

    @Test(
        "options that cannot be used: status 2 and one line",
        arguments: [
            (["--filter", "/56 x"], "column 5: "), (["--files", "0"], "--files"),
            (["--file-size", "x"], "--file-size"),
        ])
    func usage(options: [String], part: String) throws {
        let result = try Programs.run(
            Programs.path("lqtop"), ["stream", "--insecure", "--server", "[::1]:1"] + options,
            environment: folder.environment)
        #expect(result.status == 2 && result.errors.contains(part), "\(result.errors)")
        #expect(result.errors.count(where: \.isNewline) == 1)
    }
}

/// Reads from a unix socket what there is.
final class StreamReader {
    private var descriptor: Int32
    private var octets: [UInt8] = []

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isUp = withUnsafePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isUp)
    }

    deinit { leave() }

    /// Everything so far.
    func read() -> String {
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &piece, piece.count, Int32(MSG_DONTWAIT)), count > 0 {
            octets += piece[..<count]
        }
        return String(decoding: octets, as: UTF8.self)
    }

    func leave() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
