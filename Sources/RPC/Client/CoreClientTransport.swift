package import GRPCCore
import Synchronization

/// GRPCCore's client transport over grpc's C core.
///
/// Works from its creation on: `connect()` (which `GRPCClient.runConnections()` calls) only waits for the end. It connects when
/// first used, and again by itself when the connection is lost. When the last reference goes, its thread ends.
///
/// Errors: a call that cannot reach its server ends with UNAVAILABLE; one made after `beginGracefulShutdown` throws
/// FAILED_PRECONDITION. A cancelled task cancels its call, which the server sees at once.
package final class CoreClientTransport: ClientTransport {
    package typealias Bytes = RPCBytes

    /// Where it connects to.
    package let address: RPCAddress
    package let retryThrottle: RetryThrottle?
    private let configuration: ClientConfiguration
    private let methodConfigs: [MethodConfig.Name: MethodConfig]
    private let channel: CoreChannel
    private let state = Mutex(State())

    private struct State {
        var isStopping = false
        var calls: [ObjectIdentifier: ClientCall] = [:]
        var ended: CheckedContinuation<Void, Never>?
    }

    /// A transport to `address`. Nothing is connected yet.
    package init(address: RPCAddress, configuration: ClientConfiguration = ClientConfiguration()) {
        self.address = address
        self.configuration = configuration
        channel = CoreChannel(to: address, configuration: configuration)
        retryThrottle = configuration.serviceConfig.retryThrottling.map { RetryThrottle(policy: $0) }
        var configs: [MethodConfig.Name: MethodConfig] = [:]
        for config in configuration.serviceConfig.methodConfig {
            for name in config.names { configs[name] = config }
        }
        methodConfigs = configs
    }

    package func connect() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isStopping, state.calls.isEmpty { return true }
                    state.ended = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            beginGracefulShutdown()
            for call in state.withLock({ Array($0.calls.values) }) { call.cancel() }
        }
    }

    package func beginGracefulShutdown() {
        resumeIfEnded { $0.isStopping = true }
    }

    package func withStream<T: Sendable>(
        descriptor: MethodDescriptor,
        options: CallOptions,
        _ closure: @concurrent (_ stream: RPCStream<Inbound, Outbound>, _ context: ClientContext) async throws -> T
    ) async throws -> T {
        let call = ClientCall(
            channel: channel, method: descriptor, options: options,
            waitForReady: options.waitForReady ?? configuration.waitsForReady,
            sendBytesMax: options.maxRequestMessageBytes ?? configuration.sendBytesMax)
        try add(call)
        defer { remove(call) }
        let inbound = ClientInbound(call: call, streamsResponses: descriptor.type?.isResponseStreaming ?? true)
        let stream = RPCStream(
            descriptor: descriptor, inbound: RPCAsyncSequence(wrapping: inbound),
            outbound: RPCWriter.Closable(wrapping: ClientOutbound(call: call)))
        let context = ClientContext(descriptor: descriptor, remotePeer: address.description, localPeer: "local")
        return try await withTaskCancellationHandler {
            try await closure(stream, context)
        } onCancel: {
            call.cancel()
        }
    }

    package func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? {
        guard !methodConfigs.isEmpty else { return nil }
        let service = descriptor.service.fullyQualifiedService
        return methodConfigs[MethodConfig.Name(service: service, method: descriptor.method)]
            ?? methodConfigs[MethodConfig.Name(service: service, method: "")]
            ?? methodConfigs[MethodConfig.Name(service: "", method: "")]
    }

    // MARK: The calls that are open

    private func add(_ call: ClientCall) throws {
        try state.withLock { state in
            guard !state.isStopping else {
                throw RPCError(code: .failedPrecondition, message: "the client of \(address) is shutting down")
            }
            state.calls[ObjectIdentifier(call)] = call
        }
    }

    private func remove(_ call: ClientCall) {
        if !call.isOver { call.cancel() }
        resumeIfEnded { $0.calls[ObjectIdentifier(call)] = nil }
    }

    private func resumeIfEnded(_ change: (inout State) -> Void) {
        let ended = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            guard state.isStopping, state.calls.isEmpty else { return nil }
            defer { state.ended = nil }
            return state.ended
        }
        ended?.resume()
    }
}
