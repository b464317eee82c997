import Foundation
import Testing

/// `lqserve` in a process of its own.
final class ServerProcess {
    private let folder: TestFolder
    private var process: pid_t?
    private(set) var port = 0

    /// Waits until it serves.
    ///
    /// - Parameters:
    ///   - source: the subcommand.
    ///   - port: 0 takes a free one.
    ///   - certificates: the folder of those with which it does TLS; nil: clear text.
    convenience init(
        source: String = "simulate", port: Int = 0, certificates: String? = nil, enablesActive: Bool = true,
        _ options: String...
    ) throws {
        try self.init(
            source: source, port: port, certificates: certificates, enablesActive: enablesActive, options: options)
    }

    convenience init(
        source: String = "simulate", port: Int = 0, certificates: String? = nil, enablesActive: Bool = true,
        options: [String]
    ) throws {
        let protection =
            certificates.map { folder in
                [
                    "--certificate", "\(folder)/server.pem", "--key", "\(folder)/server.key", "--ca-file",
                    "\(folder)/authority.pem",
                ]
            } ?? ["--insecure"]
        try self.init(
            arguments: [source, "--listen", "[::1]:\(port)"] + (enablesActive ? ["--enable-active"] : []) + protection
                + options)
        try wait(forLine: "lqserve: serving ")
        let serving = try #require(said.firstMatch(of: #/lqserve: serving (?:clear text|TLS) on \[::1\]:(\d+)\n/#))
        self.port = try #require(Int(serving.1))
    }

    /// Started with these arguments, and perhaps not serving yet.
    init(arguments: [String]) throws {
        folder = try TestFolder()
        process = try Programs.start(Programs.path("lqserve"), arguments, in: folder)
    }

    deinit { stop() }

    /// Until it has said a line that begins so.
    func wait(forLine line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !said.split(whereSeparator: \.isNewline).contains(where: { $0.hasPrefix(line) }) {
            try #require(ContinuousClock.now < deadline, "\(said)", sourceLocation: sourceLocation)
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// What it has written to standard error.
    var said: String { (try? folder.contents(of: "errors")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// The same once it has ended, so that all of its beginning is there.
    var saidAtStart: String {
        stop()
        return said
    }

    /// Stops it in its tracks while `body` runs.
    func suspended(while body: () throws -> Void) throws {
        let process = try #require(process)
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        try body()
    }

    /// Says QueryTerminated to who is connected, and ends.
    ///
    /// - Returns: its status; nil if it had ended before.
    @discardableResult
    func stop() -> Int32? {
        guard let process else { return nil }
        kill(process, SIGTERM)
        self.process = nil
        return Programs.end(of: process)
    }
}

/// A TCP listener on loopback that answers every query as no server of ours does.
final class WrongServer: Sendable {
    let port: Int
    private let listener: Int32

    /// The same octets to every query.
    convenience init(saying octets: [UInt8], closes: Bool) throws {
        try self.init(closes: closes) { _ in octets }
    }

    /// - Parameters:
    ///   - closes: whether it closes the connection then.
    ///   - answer: what it says to a query, both as they are on the wire.
    init(closes: Bool, answer: @escaping @Sendable ([UInt8]) -> [UInt8]) throws {
        listener = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { [listener, length] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) }
        }
        try #require(isUp == 0 && listen(listener, 16) == 0)
        withUnsafeMutablePointer(to: &address) { [listener] pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        port = Int(UInt16(bigEndian: address.sin6_port))
        Thread.detachNewThread { [listener] in WrongServer.serve(listener, closes, answer) }
    }

    /// Ends the thread that accepts.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(
        _ listener: Int32, _ closes: Bool, _ answer: @Sendable ([UInt8]) -> [UInt8]
    ) {
        var open: [Int32] = []
        while case let connection = accept(listener, nil, nil), connection >= 0 {
            // What is unread when a connection is closed would reset it.
            var query = [UInt8](repeating: 0, count: 1024)
            let count = recv(connection, &query, query.count, 0)
            let octets = answer(Array(query.prefix(max(count, 0))))
            _ = send(connection, octets, octets.count, Int32(MSG_NOSIGNAL))
            if closes { shutdown(connection, Int32(SHUT_RDWR)) }
            open.append(connection)
        }
        for connection in open { close(connection) }
        close(listener)
    }
}
