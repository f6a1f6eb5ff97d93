package import GRPCCore
import Synchronization

/// GRPCCore's server transport over grpc's C core.
///
/// Listens from its creation on (so that its port is known), answers from `listen` on, which `GRPCServer.serve()` calls.
/// `beginGracefulShutdown` refuses new calls and lets those in flight finish; after the configuration's grace period, or when
/// the task of `listen` is cancelled, they are cut off: their clients get UNAVAILABLE or CANCELLED, their handlers' cancellation
/// handles fire.
package final class CoreServerTransport: ServerTransport {
    package typealias Bytes = RPCBytes

    /// Where it listens, with the ports that it got.
    package let addresses: [RPCAddress]
    private let configuration: ServerConfiguration
    private let server: CoreServer
    /// Given at the start of a shutdown.
    private let shutdown = ShutdownSignal()
    /// Given when the core has ended the last call.
    private let ended = ShutdownSignal()
    /// Given when the last handler has returned.
    private let drained = ShutdownSignal()
    private let state = Mutex(State())

    private struct State {
        var methods: [MethodDescriptor] = []
        var phase = Phase.made
        var handlers = 0
        var isEnded = false
    }

    private enum Phase {
        case made, starting, serving, stopping
    }

    /// Binds the addresses; throws `RPCSetupError` when one cannot be.
    package init(configuration: ServerConfiguration) throws(RPCSetupError) {
        guard !configuration.addresses.isEmpty else {
            throw RPCSetupError(
                code: .address, message: "the server has no address to listen on: give it host:port or unix:/path")
        }
        self.configuration = configuration
        server = CoreServer(configuration)
        var bound: [RPCAddress] = []
        for address in configuration.addresses {
            let port = try server.listen(on: address, tls: address.socketPath == nil ? configuration.tls : nil)
            bound.append(address.withPort(port))
        }
        addresses = bound
    }

    package func configure(context: GRPCServerContext) {
        state.withLock { $0.methods = context.methods }
    }

    package func listen(
        streamHandler:
            @escaping @concurrent @Sendable (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async -> Void
    ) async throws {
        let canStart = try state.withLock { state in
            guard state.phase != .serving, state.phase != .starting else {
                throw RPCSetupError(code: .lifecycle, message: "the server on \(addresses) is running already: make another one")
            }
            guard state.phase == .made else { return false }
            state.phase = .starting
            return true
        }
        guard canStart else { return }
        start(streamHandler)
        let mustStop = state.withLock { state in
            guard state.phase == .starting else { return true }
            state.phase = .serving
            return false
        }
        if mustStop { shutDown() }
        await withTaskCancellationHandler {
            await ended.wait(ignoringCancellation: true)
        } onCancel: {
            beginGracefulShutdown()
            server.cancelAllCalls()
        }
        await waitForHandlers()
        server.destroy()
    }

    package func beginGracefulShutdown() {
        let phase = state.withLock { state in
            defer { state.phase = .stopping }
            return state.phase
        }
        if phase == .serving { shutDown() }
    }

    private func shutDown() {
        shutdown.give()
        server.beginShutdown(ShutdownNotice { [ended] in ended.give() })
        let grace = configuration.shutdownGracePeriod
        Task { [server, ended] in
            await ended.wait(atMost: grace)
            if !ended.isGiven { server.cancelAllCalls() }
        }
    }

    // MARK: Serving

    /// Calls that the core may announce without being asked again, of each method and queue.
    private static let slotsPerMethod = 2

    private typealias Handler =
        @concurrent @Sendable (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async -> Void

    private func start(_ handler: @escaping Handler) {
        let methods = state.withLock { $0.methods }
        let registered = methods.map { method in
            let withMessage = !(method.type?.isRequestStreaming ?? true)
            return (method, server.register("/\(method.fullyQualifiedMethod)", withMessage: withMessage))
        }
        server.start()
        for queue in server.queues {
            for (method, handle) in registered where handle != nil { request(method, handle, queue, handler) }
            request(nil, nil, queue, handler)
        }
    }

    private func request(
        _ method: MethodDescriptor?, _ handle: UnsafeMutableRawPointer?, _ queue: CompletionQueue, _ handler: @escaping Handler
    ) {
        for _ in 0..<Self.slotsPerMethod {
            let slot = AcceptSlot(server: server, queue: queue, method: method, handle: handle) { [weak self] call in
                self?.accept(call, handler)
            }
            let isOpen = server.request(slot)
            precondition(isOpen, "the server that was just started takes no calls of \(method?.description ?? "other methods")")
        }
    }

    private func accept(_ call: ServerCall, _ handler: @escaping Handler) {
        state.withLock { $0.handlers += 1 }
        Task { [self] in
            await handle(call, handler)
            let isLast = state.withLock { state in
                state.handlers -= 1
                return state.isEnded && state.handlers == 0
            }
            if isLast { drained.give() }
        }
    }

    private func handle(_ call: ServerCall, _ handler: Handler) async {
        let stream = RPCStream(
            descriptor: call.method,
            inbound: RPCAsyncSequence(wrapping: ServerInbound(call: call)),
            outbound: RPCWriter.Closable(wrapping: ServerOutbound(call: call)))
        await withServerContextRPCCancellationHandle { cancellation in
            call.bind(cancellation)
            var context = ServerContext(
                descriptor: call.method, remotePeer: call.remotePeer, localPeer: addresses[0].description,
                cancellation: cancellation)
            context.transportSpecific = ServerCallInfo(
                deadline: call.deadline, peerCommonName: configuration.tls?.clientRoots == nil ? nil : call.peerCommonName,
                shutdown: shutdown)
            await handler(stream, context)
        }
        call.cancelUnlessEnded()
    }

    // MARK: Ending

    /// How long handlers may still run when their calls are over.
    private static let handlerGracePeriod = Duration.seconds(2)

    private func waitForHandlers() async {
        let isDrained = state.withLock { state in
            state.isEnded = true
            return state.handlers == 0
        }
        if !isDrained { await drained.wait(atMost: Self.handlerGracePeriod) }
    }
}
