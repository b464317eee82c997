import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import OpenSSLTLS

/// Sends one command to Kea over HTTP and reads the answer.
enum KeaCommand {
    /// How long an answer may take.
    private static let patience = TimeAmount.seconds(30)
    private static let longestAnswer = 1 << 26

    /// - Returns: the answer; fails with `KeaUnreachable` or what the system or TLS says.
    static func send(
        _ command: String, to endpoint: KeaEndpoint, _ credentials: BasicCredentials?, tls: TLSSettings?,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<JSONValue> {
        let answer = eventLoop.makePromise(of: JSONValue.self)
        let opening = ClientBootstrap(group: eventLoop).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if endpoint.isSecure {
                    guard let tls else { throw KeaUnreachable(reason: "https needs certificates") }
                    let context = try TLSContext(tls, as: .client)
                    try channel.pipeline.syncOperations.addHandler(
                        TLSHandler(context, expecting: .server(name: endpoint.host)))
                }
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(AnswerReader(answer, limit: longestAnswer))
            }
        }.connect(host: endpoint.host, port: endpoint.port)
        opening.whenFailure { answer.fail(KeaUnreachable(connecting: $0)) }
        opening.whenSuccess { channel in
            let timeout = eventLoop.scheduleTask(in: patience) {
                answer.fail(KeaUnreachable(reason: "no answer for 30 s"))
            }
            write(command, to: endpoint, credentials, on: channel)
            answer.futureResult.whenComplete { _ in
                timeout.cancel()
                channel.close(promise: nil)
            }
        }
        return answer.futureResult
    }

    private static func write(
        _ command: String, to endpoint: KeaEndpoint, _ credentials: BasicCredentials?, on channel: any Channel
    ) {
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: endpoint.path)
        head.headers.add(name: "host", value: "\(endpoint.host):\(endpoint.port)")
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: "\(command.utf8.count)")
        if let credentials { head.headers.add(name: "authorization", value: credentials.header) }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: command))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}

/// Kea gives no answer that can be used.
struct KeaUnreachable: Error, Hashable, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}

extension KeaUnreachable {
    /// - Parameter error: what NIO says of all addresses that were tried; the first is in words.
    fileprivate init(connecting error: any Error) {
        if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
            self.init(reason: "the name '\(error.host)' has no address")
            return
        }
        let first = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
        self.init(reason: (first as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(first)")
    }
}

/// Reads one HTTP answer with JSON in it.
private final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let answer: EventLoopPromise<JSONValue>
    private let limit: Int
    private var body: [UInt8] = []

    init(_ answer: EventLoopPromise<JSONValue>, limit: Int) {
        self.answer = answer
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard head.status == .ok else {
                return answer.fail(KeaUnreachable(reason: "HTTP says \(head.status.code)"))
            }
        case .body(let part):
            guard body.count + part.readableBytes <= limit else {
                return answer.fail(KeaUnreachable(reason: "the answer is too long"))
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            do throws(JSONValue.Fault) {
                answer.succeed(try JSONValue(parsing: body))
            } catch {
                answer.fail(KeaUnreachable(reason: "the answer is no JSON: \(error)"))
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(KeaUnreachable(reason: "closed without an answer"))
    }
}
