internal import NIOCore

/// Closes a connection whose client takes nothing of a response for too long.
///
/// Every write that the socket has not taken yet is pending; while some are, each one that completes buys a new time-out.
final class SlowReaderHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private let timeout: TimeAmount
    private var pending = 0
    private var deadline: Scheduled<Void>?

    init(timeout: TimeAmount) {
        self.timeout = timeout
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        pending += 1
        if deadline == nil { schedule(context) }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            handler.completed(context)
        }
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    private func completed(_ context: ChannelHandlerContext) {
        pending -= 1
        deadline?.cancel()
        deadline = nil
        if pending > 0, context.channel.isActive { schedule(context) }
    }

    private func schedule(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(mode: .all, promise: nil) }
    }
}

@available(*, unavailable)
extension SlowReaderHandler: Sendable {}
