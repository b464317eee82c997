import NIOCore
import Synchronization

@testable import OpenSSLTLS

/// As `Recorder`, for handlers that live on an event loop of their own while the test waits elsewhere.
final class LoopRecorder: Sendable {
    struct Seen {
        var entries: [Recorder.Entry] = []
        var octets: [UInt8] = []
        var peer: SecuredPeer?

        var failure: TLSFailure? {
            for case .failed(let failure) in entries { return failure }
            return nil
        }
    }

    private let seen = Mutex(Seen())
    private let greeting: String?
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init(greeting: String?) {
        self.greeting = greeting
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var entries: [Recorder.Entry] { seen.withLock(\.entries) }
    var octets: [UInt8] { seen.withLock(\.octets) }
    var peer: SecuredPeer? { seen.withLock(\.peer) }
    var failure: TLSFailure? { seen.withLock(\.failure) }

    func handler() -> some ChannelHandler { Handler(self) }

    /// Returns when what was seen is as wanted, or when nothing more can come.
    func wait(until isAsWanted: (Seen) -> Bool) async {
        if seen.withLock({ isAsWanted($0) }) { return }
        for await _ in changes where seen.withLock({ isAsWanted($0) }) { return }
    }

    private func note(_ change: (inout Seen) -> Void) {
        seen.withLock { change(&$0) }
        changed.yield()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let recorder: LoopRecorder

        init(_ recorder: LoopRecorder) {
            self.recorder = recorder
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case .secured(let peer)? = event as? TLSEvent else { return }
            recorder.note {
                $0.entries.append(.secured)
                $0.peer = peer
            }
            if let greeting = recorder.greeting {
                context.writeAndFlush(NIOAny(ByteBuffer(string: greeting)), promise: nil)
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let octets = Array(buffer: unwrapInboundIn(data))
            recorder.note { $0.octets += octets }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let error = error as? TLSFailure { recorder.note { $0.entries.append(.failed(error)) } }
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            recorder.note { $0.entries.append(.inactive) }
            recorder.changed.finish()
        }
    }
}

/// The connections a listener took, as they come.
struct Accepted: Sendable {
    struct None: Error {}

    private let connections: AsyncStream<LoopRecorder>
    private let came: AsyncStream<LoopRecorder>.Continuation

    init() {
        (connections, came) = AsyncStream.makeStream()
    }

    func add(_ recorder: LoopRecorder) { came.yield(recorder) }

    func first() async throws -> LoopRecorder {
        for await recorder in connections { return recorder }
        throw None()
    }
}
