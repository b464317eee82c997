import Foundation
import Testing

/// `lqtop watch --headless`: a service under a manager that watches it.
@Suite(.serialized)
struct HeadlessTests {
    @Test("a service: ready, alive, its log in lines, a reload by SIGHUP, and an end by SIGTERM that keeps everything")
    func service() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let folder = try TestFolder()
        let manager = try NotifySocket(at: folder.file("notify"))
        let lqtop = try HeadlessProcess(
            server.port, "metrics-file = 'lqtop.prom'\nstate-file = 'state'\n", in: folder,
            environment: ["NOTIFY_SOCKET": folder.file("notify"), "WATCHDOG_USEC": "2000000"])
        #expect(manager.next() == "READY=1")
        #expect(manager.next() == "WATCHDOG=1")
        try lqtop.wait(for: "kea: query accepted: live")
        try lqtop.wait(for: "kea: bulk query complete")
        #expect(lqtop.log.split(separator: "\n").allSatisfy { $0.contains(#/^20\d\d-.*Z (notice|warning|failure) /#) })
        try folder.write(lqtop.configuration + "[alarms]\nhole-after = 99\n", to: "lqtop.toml")
        lqtop.signal(SIGHUP)
        #expect(manager.next(after: "WATCHDOG=1")?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        #expect(manager.next() == "READY=1")
        try lqtop.wait(for: "lqtop.toml read anew.")
        try folder.write("hole-after = 99\n", to: "lqtop.toml")
        lqtop.signal(SIGHUP)
        try lqtop.wait(for: "failure Nothing changed: ")
        #expect(FileManager.default.fileExists(atPath: folder.file("lqtop.prom")))
        #expect(lqtop.stop() == 0)
        #expect(manager.last == "STOPPING=1")
        #expect(!FileManager.default.fileExists(atPath: folder.file("lqtop.prom")))
        #expect(lqtop.log.hasSuffix("notice lqtop ends: all connections are closed\n"))
        #expect(server.stop() == 0)
    }

    @Test("R-25: what a service knew when it ended is there when it starts again")
    func startedAgain() throws {
        let server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        let folder = try TestFolder()
        // Of the second in which it started the server does not know all, so nobody can go on from there.
        let later = Date.now + 1.5
        let settings = "state-file = 'state'\n"
        let first = try HeadlessProcess(server.port, settings, in: folder)
        try first.wait(for: "kea: bulk query complete")
        while Date.now < later { Thread.sleep(forTimeInterval: 0.02) }
        #expect(first.stop() == 0)
        let second = try HeadlessProcess(server.port, settings, in: folder)
        try second.wait(for: "kea: catch-up complete: live")
        #expect(!second.log.contains("bulk query"))
        #expect(second.stop() == 0)
    }

    @Test("in the journal each line has its priority and no time of its own")
    func journal() throws {
        let folder = try TestFolder()
        let errors = try folder.write("", to: "errors")
        var status = stat()
        #expect(stat(errors, &status) == 0)
        let lqtop = try HeadlessProcess(
            1, "", in: folder, environment: ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"])
        try lqtop.wait(for: "<5>lqtop began to watch 1 server")
        try lqtop.wait(for: "<4>kea: connection ended: cannot connect: Connection refused")
        #expect(lqtop.stop() == 0)
    }
}

/// lqtop as a service, over one server on loopback.
final class HeadlessProcess {
    let configuration: String
    private let folder: TestFolder
    private var process: pid_t?

    init(
        _ port: Int, _ settings: String, in folder: TestFolder, environment: [String: String] = [:],
        options: [String] = []
    ) throws {
        self.folder = folder
        configuration =
            "retry-interval = 1\nlongest-retry-interval = 2\n\(settings)"
            + "[[server]]\nname = 'kea'\naddress = '[::1]:\(port)'\ninsecure = true\n"
        try folder.write(configuration, to: "lqtop.toml")
        process = try Programs.start(
            Programs.path("lqtop"), ["watch", "--headless", "--config", folder.file("lqtop.toml")] + options,
            environment: folder.environment.merging(environment) { $1 }, in: folder)
    }

    deinit { stop() }

    var log: String { (try? folder.contents(of: "errors")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(sourceLocation: sourceLocation) { log.contains(text) }
    }

    func wait(sourceLocation: SourceLocation = #_sourceLocation, until condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !condition() {
            try #require(ContinuousClock.now < deadline, "\(log)", sourceLocation: sourceLocation)
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// Where it serves its figures.
    func metricsPort() throws -> Int {
        let line = #/figures for monitoring are at http://\[::1\]:(\d+)/metrics/#
        try wait { log.contains(line) }
        return try #require(Int(log.firstMatch(of: line)?.1 ?? ""))
    }

    func figures() throws -> String {
        try HTTPRequest.answer(to: ["GET /metrics HTTP/1.1"], port: metricsPort())
    }

    func signal(_ number: Int32) {
        if let process { kill(process, number) }
    }

    /// - Returns: its status; nil if it had ended before.
    @discardableResult
    func stop() -> Int32? {
        guard let process else { return nil }
        kill(process, SIGTERM)
        self.process = nil
        return Programs.end(of: process)
    }
}

/// Where a service tells its manager how it fares.
final class NotifySocket {
    private let descriptor: Int32

    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isBound = withUnsafePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(isBound == 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// The next message, or the next that is none of `ignored`; nil: none came for long.
    func next(after ignored: String? = nil) -> String? {
        repeat {
            guard let message = receive(0) else { return nil }
            if message != ignored { return message }
        } while true
    }

    /// Of those that are here.
    var last: String? {
        var last: String?
        while let message = receive(Int32(MSG_DONTWAIT)) { last = message }
        return last
    }

    private func receive(_ flags: Int32) -> String? {
        var octets = [UInt8](repeating: 0, count: 512)
        let count = recv(descriptor, &octets, octets.count, flags)
        return count < 0 ? nil : String(decoding: octets.prefix(count), as: UTF8.self)
    }
}
