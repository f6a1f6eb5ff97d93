internal import CGRPCShim
import GRPCCore
import Synchronization

/// One call on the client's side: turns parts that are written and read into batches of the core's operations.
///
/// What need not be apart is started together: a unary call is one batch; a call with one request message starts with that
/// message and the close; a call with one response message receives it together with the headers and the status.
///
/// Sendable: the core's call takes operations under `state`'s lock, and cancellation from any thread.
final class ClientCall: @unchecked Sendable {
    private let raw: OpaquePointer
    private let streamsRequests: Bool
    private let streamsResponses: Bool
    private let waitForReady: Bool
    private let sendBytesMax: Int?
    private let deadline: ContinuousClock.Instant?
    /// The response's headers, when they come apart from its end.
    let head = Batch()
    /// The end of the call; when the response is one message, that message and the headers too.
    let end = Batch()
    private let state = Mutex(State())

    private struct State {
        var metadata: Metadata?
        var message: RPCBytes?
        var isStarted = false
        var isClosed = false
        var sendHasFailed = false
        var lastSend: Batch?
        var refusal: RPCError?
    }

    init(channel: CoreChannel, method: MethodDescriptor, options: CallOptions, waitForReady: Bool, sendBytesMax: Int?) {
        raw = channel.makeCall(of: method, timeout: options.timeout)
        deadline = options.timeout.map { ContinuousClock.now + $0 }
        streamsRequests = method.type?.isRequestStreaming ?? true
        streamsResponses = method.type?.isResponseStreaming ?? true
        self.waitForReady = waitForReady
        self.sendBytesMax = sendBytesMax
    }

    deinit {
        cgrpc_call_unref(raw)
    }

    /// Whether the call has ended and its end is known.
    var isOver: Bool { end.result != nil }

    /// Why the core refused to start the call, if it did.
    var refusal: RPCError? { state.withLock { $0.refusal } }

    // MARK: Sending

    /// Takes the request's headers; sends them unless a message can go with them.
    func write(metadata: Metadata) throws {
        try state.withLock { state in
            state.metadata = metadata
            if streamsRequests { try start(&state) }
        }
    }

    /// Takes a message. Suspends while the one before it is not yet accepted by flow control: that is the backpressure.
    func write(message: RPCBytes) async throws {
        if let sendBytesMax, message.count > sendBytesMax {
            throw RPCError(
                code: .resourceExhausted,
                message: "the message has \(message.count) bytes and this client sends at most \(sendBytesMax)")
        }
        guard streamsRequests else { return state.withLock { $0.message = message } }
        while let last = try startSending(message) { _ = await last.wait() }
    }

    /// Starts to send, or returns the message under way, which must be waited for first.
    private func startSending(_ message: RPCBytes) throws -> Batch? {
        try state.withLock { state in
            if let last = state.lastSend {
                guard let wasSent = last.result else { return last }
                guard wasSent else {
                    state.sendHasFailed = true
                    throw RPCError(code: .unavailable, message: "the call ended before all its messages were sent")
                }
            }
            guard !state.isClosed else {
                throw RPCError(code: .internalError, message: "a message was written after the last one")
            }
            let send = Batch()
            send.sendMessage(message)
            state.lastSend = send
            try send.start(on: raw)
            return nil
        }
    }

    /// Says that there are no more messages.
    func close() async {
        _ = await state.withLock { $0.lastSend }?.wait()
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            guard streamsRequests else {
                try? start(&state)
                return
            }
            let close = Batch()
            cgrpc_batch_send_close(close.raw)
            try? close.start(on: raw)
        }
    }

    /// Ends the call because its request could not be made. After a failed write the call has ended already, with a better
    /// status than ours.
    func close(throwing error: any Error) {
        let isOver = state.withLock { state in
            state.isClosed = true
            return state.sendHasFailed || state.refusal != nil
        }
        guard !isOver else { return }
        let error = error as? RPCError
        cancel(code: error?.code ?? .cancelled, message: error?.message ?? "the request was given up")
    }

    // MARK: Ending

    /// Ends the call from any thread: with DEADLINE_EXCEEDED when its time is up, else with CANCELLED.
    func cancel() {
        if let deadline, deadline <= .now {
            cancel(code: .deadlineExceeded, message: "deadline exceeded")
        } else {
            cancel(code: .cancelled, message: "the call was cancelled by its client")
        }
    }

    private func cancel(code: RPCError.Code, message: String) {
        cgrpc_call_cancel_with_status(raw, Int32(code.rawValue), message)
        state.withLock { state in
            guard !state.isStarted else { return }
            // Nothing has been sent: only the status, which is what was just set, is there to receive.
            state.isStarted = true
            cgrpc_batch_receive_status(end.raw)
            try? end.start(on: raw)
            if streamsResponses { head.complete(ok: false) }
        }
    }

    // MARK: Starting

    /// Starts the call's first batches: everything that is known by now, and the receiving of the end.
    private func start(_ state: inout State) throws(RPCError) {
        guard !state.isStarted else { return }
        state.isStarted = true
        let first = streamsRequests || streamsResponses ? head : end
        first.sendMetadata(state.metadata ?? [:], waitForReady: waitForReady)
        if !streamsRequests {
            if let message = state.message { first.sendMessage(message) }
            state.message = nil
            cgrpc_batch_send_close(first.raw)
        }
        cgrpc_batch_receive_metadata((streamsResponses ? head : end).raw)
        if !streamsResponses { cgrpc_batch_receive_message(end.raw) }
        cgrpc_batch_receive_status(end.raw)
        do {
            if first === head { try head.start(on: raw) }
            try end.start(on: raw)
        } catch {
            state.refusal = error
            cgrpc_call_cancel(raw)
            if first === head { end.complete(ok: false) }
            throw error
        }
    }

    // MARK: Receiving

    /// The next message of a streamed response; nil at its end.
    func receiveMessage() async throws -> RPCBytes? {
        let receive = Batch()
        cgrpc_batch_receive_message(receive.raw)
        try state.withLock { _ throws(RPCError) in try receive.start(on: raw) }
        guard await receive.wait() else { return nil }
        return receive.receivedMessage()
    }
}
