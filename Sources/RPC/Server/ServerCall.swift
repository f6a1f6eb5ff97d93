internal import CGRPCShim
import GRPCCore
import Synchronization

/// One call on the server's side: turns parts that are read and written into batches of the core's operations.
///
/// A response of one message leaves in one batch, with its headers and its status.
///
/// Sendable: the core's call takes operations under `state`'s lock, and cancellation from any thread.
final class ServerCall: @unchecked Sendable {
    let method: MethodDescriptor
    let metadata: Metadata
    let deadline: ContinuousClock.Instant?
    private let raw: OpaquePointer
    /// The request, when it is one message: it came with the call.
    private let firstMessage: RPCBytes?
    private let streamsRequests: Bool
    private let streamsResponses: Bool
    private let state = Mutex(State())

    private struct State {
        var metadata: Metadata?
        var message: RPCBytes?
        var hasSentMetadata = false
        var hasSentStatus = false
        var lastSend: Batch?
        var isCancelled = false
        var cancellation: ServerContext.RPCCancellationHandle?
    }

    /// Takes the call over from `incoming`.
    init(incoming: OpaquePointer, method: MethodDescriptor, withMessage: Bool) {
        self.method = method
        raw = cgrpc_incoming_take_call(incoming)
        metadata = Metadata(count: cgrpc_incoming_metadata_count(incoming)) { cgrpc_incoming_metadata_at(incoming, $0) }
        let timeout = cgrpc_incoming_timeout(incoming)
        deadline = timeout < 0 ? nil : .now + .nanoseconds(timeout)
        streamsRequests = !withMessage
        streamsResponses = method.type?.isResponseStreaming ?? true
        if withMessage, cgrpc_incoming_has_message(incoming) {
            firstMessage = RPCBytes(count: cgrpc_incoming_message_size(incoming)) { cgrpc_incoming_message_copy(incoming, $0) }
        } else {
            firstMessage = nil
        }
    }

    deinit {
        cgrpc_call_unref(raw)
    }

    /// Starts to watch for the call's end: cancellation by the client, the deadline, a broken connection.
    func watchEnd() {
        let close = Batch { [self] batch in
            if cgrpc_batch_was_cancelled(batch.raw) { markCancelled() }
        }
        cgrpc_batch_receive_close(close.raw)
        try? close.start(on: raw)
    }

    private func markCancelled() {
        let handle = state.withLock { state in
            state.isCancelled = true
            return state.cancellation
        }
        handle?.cancel()
    }

    /// Makes `handle` learn of the call's cancellation.
    func bind(_ handle: ServerContext.RPCCancellationHandle) {
        let isCancelled = state.withLock { state in
            state.cancellation = handle
            return state.isCancelled
        }
        if isCancelled { handle.cancel() }
    }

    /// The client's address, as `ipv4:127.0.0.1:5000`.
    var remotePeer: String {
        guard let text = cgrpc_call_peer(raw) else { return "unknown" }
        defer { cgrpc_free(text) }
        return String(cString: text)
    }

    /// The name in the client's certificate.
    var peerCommonName: String? {
        guard let text = cgrpc_call_peer_property(raw, "x509_common_name") else { return nil }
        defer { cgrpc_free(text) }
        return String(cString: text)
    }

    // MARK: Receiving

    /// Message number `index` of the request, counted from 0; nil at its end. Throws CANCELLED when the call broke off.
    func receiveMessage(_ index: Int) async throws -> RPCBytes? {
        guard streamsRequests else { return index == 0 ? firstMessage : nil }
        let receive = Batch()
        cgrpc_batch_receive_message(receive.raw)
        try state.withLock { _ throws(RPCError) in try receive.start(on: raw) }
        let ok = await receive.wait()
        if let message = receive.receivedMessage() { return message }
        guard ok, !cgrpc_call_failed_before_message(raw) else {
            throw RPCError.brokenOff
        }
        return nil
    }

    // MARK: Sending

    /// Takes the response's headers; sends them unless a message will go with them.
    func write(metadata: Metadata) throws {
        try state.withLock { state in
            guard streamsResponses else { return state.metadata = metadata }
            guard !state.hasSentMetadata else { return }
            state.hasSentMetadata = true
            let send = Batch()
            send.sendMetadata(metadata)
            try send.start(on: raw)
        }
    }

    /// Takes a message. Suspends while the one before it is not yet accepted by flow control: that is the backpressure.
    func write(message: RPCBytes) async throws {
        guard streamsResponses else { return state.withLock { $0.message = message } }
        while let last = try startSending(message) { _ = await last.wait() }
    }

    /// Starts to send, or returns the message under way, which must be waited for first.
    private func startSending(_ message: RPCBytes) throws -> Batch? {
        try state.withLock { state in
            if let last = state.lastSend {
                guard let wasSent = last.result else { return last }
                guard wasSent else {
                    throw RPCError.brokenOff
                }
            }
            guard !state.hasSentStatus else {
                throw RPCError(code: .internalError, message: "a message was written after the status")
            }
            let send = Batch()
            if !state.hasSentMetadata {
                state.hasSentMetadata = true
                send.sendMetadata([:])
            }
            send.sendMessage(message)
            state.lastSend = send
            try send.start(on: raw)
            return nil
        }
    }

    /// Ends the call. Does not wait until the client has it.
    func write(status: Status, trailers: Metadata) async {
        _ = await state.withLock { $0.lastSend }?.wait()
        state.withLock { state in
            guard !state.hasSentStatus else { return }
            state.hasSentStatus = true
            do throws(RPCError) {
                try makeEnd(&state, status, trailers).start(on: raw)
            } catch  where error.code == .invalidArgument {
                state.metadata = state.metadata.map { _ in [:] }
                let status = Status(code: .internalError, message: "the response's metadata cannot be sent: \(error.message)")
                try? makeEnd(&state, status, [:]).start(on: raw)
            } catch {
                cgrpc_call_cancel(raw)
            }
        }
    }

    private func makeEnd(_ state: inout State, _ status: Status, _ trailers: Metadata) -> Batch {
        let end = Batch()
        if !state.hasSentMetadata { end.sendMetadata(state.metadata ?? [:]) }
        if let message = state.message { end.sendMessage(message) }
        end.sendStatus(status, trailers: trailers)
        return end
    }

    /// Resets the call unless its status has been sent.
    func cancelUnlessEnded() {
        let hasEnded = state.withLock { state in
            defer { state.hasSentStatus = true }
            return state.hasSentStatus
        }
        if !hasEnded { cgrpc_call_cancel(raw) }
    }
}

extension RPCError {
    /// What reads and writes of a call throw that did not end as it should.
    fileprivate static var brokenOff: RPCError {
        RPCError(code: .cancelled, message: "the call was cancelled by its client, or its connection broke")
    }
}
