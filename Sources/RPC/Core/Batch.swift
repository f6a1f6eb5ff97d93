internal import CGRPCShim
import GRPCCore
import Synchronization

/// Operations of one call that are started together, and their results once they have completed.
///
/// Fill it, `start` it once, `wait` for it, read it. Sendable: the core's batch is touched by whoever fills it before the start, by
/// the core until completion, and by its one reader after; the mutex orders the three.
final class Batch: Completion, @unchecked Sendable {
    let raw: OpaquePointer
    private let state = Mutex(State.waiting)
    private let whenDone: (@Sendable (Batch) -> Void)?

    private enum State {
        case waiting
        case awaited(first: UnsafeContinuation<Bool, Never>, others: [UnsafeContinuation<Bool, Never>])
        case done(Bool)
    }

    /// `whenDone`, if given, is called on the queue's thread and must not block.
    init(whenDone: (@Sendable (Batch) -> Void)? = nil) {
        raw = cgrpc_batch_create()
        self.whenDone = whenDone
    }

    deinit {
        cgrpc_batch_destroy(raw)
    }

    /// Starts the operations; throws when the core refuses them, and then `wait` answers false.
    func start(on call: OpaquePointer) throws(RPCError) {
        let error = cgrpc_batch_start(call, raw, retainedTag())
        guard error != 0 else { return }
        releaseTag()
        complete(ok: false)
        throw RPCError(refusal: error)
    }

    /// Called with the core's verdict, or with false when the batch will never be started.
    override func complete(ok: Bool) {
        let before = state.withLock { state in
            defer { state = .done(ok) }
            return state
        }
        whenDone?(self)
        guard case .awaited(let first, let others) = before else { return }
        first.resume(returning: ok)
        for waiter in others { waiter.resume(returning: ok) }
    }

    /// Whether the operations did what they are for; nil while they are under way.
    var result: Bool? {
        state.withLock { if case .done(let ok) = $0 { ok } else { nil } }
    }

    /// Suspends until the operations have completed; true when they did what they are for.
    func wait() async -> Bool {
        if let result { return result }
        return await withUnsafeContinuation { continuation in
            let done: Bool? = state.withLock { state in
                switch state {
                case .done(let ok): return ok
                case .waiting: state = .awaited(first: continuation, others: [])
                case .awaited(let first, let others): state = .awaited(first: first, others: others + [continuation])
                }
                return nil
            }
            if let done { continuation.resume(returning: done) }
        }
    }
}

extension Batch {
    /// Messages from this size on are lent to the core; below, a copy is cheaper.
    static var lendBytesMin: Int { 2048 }

    func sendMetadata(_ metadata: Metadata, waitForReady: Bool = false) {
        metadata.withCoreHeaders { cgrpc_batch_send_metadata(raw, $0.baseAddress, $0.count, waitForReady) }
    }

    func sendMessage(_ message: RPCBytes) {
        if message.count < Self.lendBytesMin {
            message.withUnsafeBytes { cgrpc_batch_send_message(raw, cgrpc_span(data: $0.baseAddress, length: $0.count)) }
        } else {
            message.lend { bytes, owner in
                cgrpc_batch_send_message_lent(
                    raw, cgrpc_span(data: bytes.baseAddress, length: bytes.count), { RPCBytes.release($0) }, owner)
            }
        }
    }

    func sendStatus(_ status: Status, trailers: Metadata) {
        var message = status.message
        trailers.withCoreHeaders { headers in
            message.withUTF8 { text in
                let span = cgrpc_span(data: text.baseAddress, length: text.count)
                cgrpc_batch_send_status(raw, Int32(status.code.rawValue), span, headers.baseAddress, headers.count)
            }
        }
    }

    /// The received message, or nil when there was none.
    func receivedMessage() -> RPCBytes? {
        guard cgrpc_batch_has_message(raw) else { return nil }
        return RPCBytes(count: cgrpc_batch_message_size(raw)) { cgrpc_batch_message_copy(raw, $0) }
    }

    func receivedMetadata() -> Metadata {
        Metadata(count: cgrpc_batch_metadata_count(raw)) { cgrpc_batch_metadata_at(raw, $0) }
    }

    func receivedStatus() -> (Status, Metadata) {
        let code = Status.Code(rawValue: Int(cgrpc_batch_status_code(raw))) ?? .unknown
        let text = String(decoding: UnsafeRawBufferPointer(cgrpc_batch_status_message(raw)), as: UTF8.self)
        let trailers = Metadata(count: cgrpc_batch_trailers_count(raw)) { cgrpc_batch_trailers_at(raw, $0) }
        return (Status(code: code, message: text), trailers)
    }
}

extension RPCError {
    /// What it means that the core refused to start operations.
    init(refusal error: Int32) {
        let text = String(cString: cgrpc_error_text(error))
        switch text {
        case "GRPC_CALL_ERROR_INVALID_METADATA":
            self.init(
                code: .invalidArgument,
                message: """
                    cannot send the metadata: keys are of a-z 0-9 - _ . and values printable ASCII, or any bytes under a key \
                    that ends in -bin
                    """)
        case "GRPC_CALL_ERROR_COMPLETION_QUEUE_SHUTDOWN":
            self.init(code: .unavailable, message: "the transport has shut down")
        default:
            self.init(code: .internalError, message: "the gRPC core refused the operation: \(text)")
        }
    }
}
