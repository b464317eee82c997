import NIOCore
import NIOHTTP1

/// Answers one HTTP connection of Kea's: takes the body of each request to `take` and sends what that says.
final class UpdateReceiver: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    struct Answer {
        var status: HTTPResponseStatus
        var body: String
    }

    /// Kea sends the leases of one client at a time.
    private static let longestBody = 1 << 24

    private let credentials: BasicCredentials?
    private let take: ([UInt8]) -> Answer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLong = false

    init(_ credentials: BasicCredentials?, take: @escaping ([UInt8]) -> Answer) {
        self.credentials = credentials
        self.take = take
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
            isTooLong = false
        case .body(let part):
            isTooLong = isTooLong || body.count + part.readableBytes > UpdateReceiver.longestBody
            if !isTooLong { body.append(contentsOf: part.readableBytesView) }
        case .end:
            guard let head else { return }
            send(answer(to: head), to: head, context)
        }
    }

    private func answer(to head: HTTPRequestHead) -> Answer {
        guard credentials?.matches(head.headers.first(name: "authorization")) ?? true else {
            return Answer(status: .unauthorized, body: "")
        }
        guard head.method == .POST else { return Answer(status: .methodNotAllowed, body: "") }
        guard !isTooLong else { return Answer(status: .payloadTooLarge, body: "") }
        return take(body)
    }

    private func send(_ answer: Answer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var head = HTTPResponseHead(version: request.version, status: answer.status)
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: "\(answer.body.utf8.count)")
        if answer.status == .unauthorized {
            head.headers.add(name: "www-authenticate", value: "Basic realm=\"lqserve\"")
        }
        if !request.isKeepAlive { head.headers.add(name: "connection", value: "close") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
        guard !request.isKeepAlive else { return }
        let channel = context.channel
        sent.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }

    /// A connection that breaks is Kea's to make anew.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
