import Foundation
import Testing

/// The figures for monitoring by HTTP.
@Suite(.serialized)
struct MetricsEndpointTests {
    private let folder: TestFolder
    private let lqtop: HeadlessProcess
    private let server: ServerProcess
    private let port: Int

    init() throws {
        server = try ServerProcess("--bindings", "400", "--rate", "40", "--keepalive", "1")
        folder = try TestFolder()
        lqtop = try HeadlessProcess(server.port, "metrics-listen = '[::1]:0'\n", in: folder)
        try lqtop.wait(for: "kea: bulk query complete")
        port = try lqtop.metricsPort()
    }

    @Test("the format is negotiated, and both have what is known of the feed")
    func formats() throws {
        let plain = try request("GET /metrics HTTP/1.1")
        #expect(plain.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(plain.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        #expect(plain.contains(#"lqtop_server_state{server="kea",state="live"} 1"#))
        #expect(plain.contains("# TYPE lqtop_messages_total counter"))
        let open = try request("GET /metrics HTTP/1.1", "Accept: application/openmetrics-text;version=1.0.0")
        #expect(open.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"))
        #expect(open.contains("# TYPE lqtop_messages counter") && open.hasSuffix("# EOF\n"))
        #expect(lqtop.stop() == 0)
    }

    @Test("whatever else is asked gets an answer that says what to ask")
    func others() throws {
        let head = try request("HEAD /metrics HTTP/1.1")
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.hasSuffix("\r\n\r\n"))
        let other = try request("GET / HTTP/1.1")
        #expect(other.hasPrefix("HTTP/1.1 404 ") && other.hasSuffix("figures are at /metrics\n"))
        #expect(try request("DELETE /metrics HTTP/1.1").hasPrefix("HTTP/1.1 405 "))
        #expect(try request("\u{1}\u{2} nonsense").hasPrefix("HTTP/1.1 400 "))
    }

    private static let prometheus: String? = ["/usr/bin/prometheus", "/usr/local/bin/prometheus"].first { path in
        access(path, X_OK) == 0
    }

    @Test(
        "a real Prometheus scrapes it",
        .enabled(if: prometheus != nil, "prometheus is not installed (Debian package of that name)"))
    func scraped() throws {
        let configuration = try folder.write(
            """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: lqtop
                static_configs: [{targets: ["[::1]:\(port)"]}]
            """, to: "prometheus.yml")
        let own = try FreePort.number()
        let monitor = try TestFolder()
        let program = try #require(Self.prometheus)
        let process = try Programs.start(
            program,
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(monitor.file("data"))",
                "--web.listen-address=[::1]:\(own)",
            ], in: monitor)
        defer {
            kill(process, SIGKILL)
            Programs.end(of: process)
        }
        let deadline = ContinuousClock.now + .seconds(60)
        var said = ""
        while !said.contains(#""kind":"address""#) {
            let log = (try? monitor.contents(of: "errors")).map { String(decoding: $0, as: UTF8.self) } ?? ""
            try #require(ContinuousClock.now < deadline, "\(said)\n\(log)")
            Thread.sleep(forTimeInterval: 0.1)
            said = (try? request("GET /api/v1/query?query=lqtop_bindings HTTP/1.1", port: own)) ?? ""
        }
        let targets = try request("GET /api/v1/targets HTTP/1.1", port: own)
        #expect(targets.contains(#""health":"up""#) && targets.contains(#""lastError":"""#))
        let total = try request("GET /api/v1/query?query=lqtop_messages_total HTTP/1.1", port: own)
        #expect(total.contains(#""server":"kea""#))
    }

    private func request(_ lines: String..., port: Int? = nil) throws -> String {
        try HTTPRequest.answer(to: lines, port: port ?? self.port)
    }
}

/// A TCP port of loopback that was free a moment ago.
enum FreePort {
    static func number() throws -> Int {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in6.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}

/// One request to loopback, octet by octet as it is given.
enum HTTPRequest {
    struct NotListening: Error {
        let port: Int
    }

    static func answer(to lines: [String], port: Int) throws -> String {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in6.loopback(port: port)
        let isUp = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
        guard isUp else { throw NotListening(port: port) }
        let text = (lines + ["Host: localhost", "Connection: close", "", ""]).joined(separator: "\r\n")
        let octets = Array(text.utf8)
        _ = send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { answer += piece[..<count] }
        return String(decoding: answer, as: UTF8.self)
    }
}

extension sockaddr_in6 {
    static func loopback(port: Int) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        address.sin6_port = UInt16(port).bigEndian
        return address
    }
}
