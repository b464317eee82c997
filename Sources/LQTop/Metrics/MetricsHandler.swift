import Exports
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers the requests of one HTTP connection, one after the other.
final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Answer {
        var status = HTTPResponseStatus.ok
        var type = "text/plain; charset=utf-8"
        var text: String
    }

    /// Nobody has a reason to send anything.
    private static let longestBody = 4096

    private let source: MetricsSource
    private var head: HTTPRequestHead?
    private var bodyCount = 0

    init(_ source: MetricsSource) {
        self.source = source
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            bodyCount = 0
        case .body(let part):
            bodyCount += part.readableBytes
            if bodyCount > Self.longestBody { context.close(promise: nil) }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard head.method == .GET || head.method == .HEAD else {
            return send(Answer(status: .methodNotAllowed, text: "GET or HEAD\n"), to: head, context)
        }
        guard head.uri.prefix(while: { $0 != "?" }) == "/metrics" else {
            return send(Answer(status: .notFound, text: "figures are at /metrics\n"), to: head, context)
        }
        let format = MetricsFormat(accept: head.headers["accept"].joined(separator: ","))
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        // On another thread: this one reads a feed.
        NIOThreadPool.singleton.runIfActive(eventLoop: context.eventLoop) { [source] in source.text(format) }
            .whenComplete { result in
                let (handler, context) = bound.value
                switch result {
                case .success(let text):
                    handler.send(Answer(type: format.contentType, text: text), to: head, context)
                case .failure: context.close(promise: nil)
                }
            }
    }

    private func send(_ answer: Answer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var head = HTTPResponseHead(version: request.version, status: answer.status)
        head.headers.add(name: "content-type", value: answer.type)
        head.headers.add(name: "content-length", value: "\(answer.text.utf8.count)")
        if answer.status == .methodNotAllowed { head.headers.add(name: "allow", value: "GET, HEAD") }
        if !request.isKeepAlive { head.headers.add(name: "connection", value: "close") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.text)))), promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
        guard !request.isKeepAlive else { return }
        let channel = context.channel
        sent.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }

    /// A connection that says nothing for long is not needed.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    /// A connection that breaks is the client's to make anew.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
