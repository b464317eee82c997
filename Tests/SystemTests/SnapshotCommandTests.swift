import Foundation
import Testing

/// `lqtop snapshot` and `lqtop check` as a shell sees them: exit status and one line on standard error.
final class SnapshotCommandTests {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    deinit { try? FileManager.default.removeItem(at: home) }

    @Test("a server that does not answer: status 1, and nothing is written")
    func unreachable() throws {
        let file = home.appending(path: "snapshot.json").path
        let result = try run(
            "snapshot", "--bulk", "--insecure", "--server", "[::1]:1", "--link", "2001:db8::", "--output", file)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(
            result.errors == """
                lqtop: [::1]:1: cannot connect: Connection refused
                lqtop: [::1]:1: '--link 2001:db8::' not asked, the connection ended before

                """)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test(
        "options that cannot be used: status 2 and one line",
        arguments: [
            (["--server", "[::1]:1", "--link", "2001:db8::"], "--bulk"),
            (["--bulk", "--insecure", "--link", "2001:db8::"], "--server"),
            (["--bulk", "--server", "[::1]:1", "--link", "2001:db8::"], "--insecure"),
            (["--bulk", "--insecure", "--server", "[::1]:1"], "--link"),
            (["--bulk", "--insecure", "--server", "[::1]:1", "--link", "x"], "--link = x"),
            (["--bulk", "--insecure", "--server", "[::1]:1", "--link", "::1", "--output", "/dev/null"], "--force"),
            (["--bulk", "--insecure", "--server", "[::1]:1", "--link", "::1", "--filter", "/56 x"], "column 5: "),
            (["--bulk", "--insecure", "--server", "[::1]:1", "--link", "::1", "--filter", "@x"], "column 1: "),
            (["--bulk", "--lnk", "::1"], "'--link'"),
        ])
    func usage(arguments: [String], named: String) throws {
        let result = try run("snapshot", arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("lqtop: ") && result.errors.hasSuffix("\n"))
        #expect(result.errors.count(where: \.isNewline) == 1)
        #expect(result.errors.contains(named), "\(result.errors)")
    }

    @Test("check prints the configuration that is in effect, or the one line that is wrong")
    func check() throws {
        try FileManager.default.createDirectory(
            at: home.appending(path: "lqtop"), withIntermediateDirectories: true)
        let file = home.appending(path: "lqtop/lqtop.toml")
        try "[[server]]\naddress = \"[::1]:1\"\ninsecure = true\n".write(to: file, atomically: true, encoding: .utf8)
        let good = try run("check")
        #expect(good.status == 0)
        #expect(good.output.hasPrefix("# from \(file.path)\n"))
        #expect(good.output.contains(/address = "\[::1\]:1" +# \/.*lqtop.toml:2\n/))
        #expect(good.output.contains(/skew-warning = 30.0 +# default\n/))
        try "max-binding = 1\nskew-warning = 0\n".write(to: file, atomically: true, encoding: .utf8)
        let bad = try run("check")
        #expect(bad.status == 2)
        #expect(
            bad.errors == """
                lqtop: \(file.path):1: max-binding = 1: unknown key; did you mean 'max-bindings'?
                lqtop: \(file.path):2: skew-warning = 0: write seconds from 0.1 to 86400.0

                """)
    }

    func run(_ command: String, _ arguments: String...) throws -> Programs.Result {
        try run(command, arguments)
    }

    func run(_ command: String, _ arguments: [String]) throws -> Programs.Result {
        try Programs.run(
            Programs.path("lqtop"), [command] + arguments,
            environment: ["XDG_STATE_HOME": home.path, "XDG_CONFIG_HOME": home.path])
    }
}
