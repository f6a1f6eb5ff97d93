internal import CGRPCShim
import GRPCCore
import Synchronization

/// A server of the core, the queues that it announces on, and its life: made, started, shut down, destroyed.
///
/// Sendable: the core's server may be used from any thread until it is destroyed, which `state` guards.
final class CoreServer: @unchecked Sendable {
    private let raw: OpaquePointer
    let queues: [CompletionQueue]
    private let state = Mutex(State())

    private struct State {
        var isDestroyed = false
        var hasBegunShutdown = false
    }

    init(_ configuration: ServerConfiguration) {
        queues = (0..<max(1, configuration.threadCount)).map { CompletionQueue(name: "rpc-server-\($0)") }
        var options = cgrpc_server_options()
        cgrpc_server_options_init(&options)
        options.receive_bytes_max = Int32(limit: configuration.receiveBytesMax)
        options.send_bytes_max = Int32(limit: configuration.sendBytesMax)
        options.metadata_bytes_max = Int32(limit: configuration.metadataBytesMax)
        options.streams_max = Int32(limit: configuration.callsPerConnectionMax)
        options.keepalive_ms = configuration.keepaliveInterval.map(Int32.init(milliseconds:)) ?? -1
        options.keepalive_timeout_ms = Int32(milliseconds: configuration.keepaliveTimeout)
        options.client_ping_ms_min = Int32(milliseconds: configuration.clientPingIntervalMin)
        raw = cgrpc_server_create(&options)
        for queue in queues { cgrpc_server_register_queue(raw, queue.raw) }
    }

    /// Never started, or never shut down: does both ends now. The notice destroys the server when the core is done with it.
    deinit {
        if state.withLock({ !$0.hasBegunShutdown && !$0.isDestroyed }) {
            let raw = UncheckedPointer(raw)
            beginShutdown(ShutdownNotice { cgrpc_server_destroy(raw.value) })
        }
    }

    /// Listens; returns the port, or throws with what the system says.
    func listen(on address: RPCAddress, tls: ServerTLS?) throws(RPCSetupError) -> Int {
        let texts = [tls?.identity.certificateChain, tls?.identity.privateKey, tls?.clientRoots]
        let port = CStrings.with(texts) { texts in
            guard let tls else { return cgrpc_server_listen(raw, address.description, nil) }
            var serverTLS = cgrpc_server_tls(
                certificate_pem: texts[0], key_pem: texts[1], client_roots_pem: texts[2],
                require_client_certificate: tls.requiresClientCertificate)
            return cgrpc_server_listen(raw, address.description, &serverTLS)
        }
        guard port != 0 else {
            let certificate = tls == nil ? "" : ", and that the certificate and the key are valid and belong together"
            throw RPCSetupError(
                code: .listen,
                message: """
                    cannot listen on \(address): check that nothing else listens there and that the address is this \
                    machine's\(certificate)
                    """)
        }
        return Int(port)
    }

    /// Makes calls of `path` be announced apart, with their message if they have one only. Before `start`.
    func register(_ path: String, withMessage: Bool) -> UnsafeMutableRawPointer? {
        cgrpc_server_register_method(raw, path, withMessage)
    }

    func start() {
        cgrpc_server_start(raw)
    }

    /// Asks for the next call; false when the server takes none any more.
    func request(_ slot: AcceptSlot) -> Bool {
        state.withLock { state in
            guard !state.isDestroyed else { return false }
            let queue = slot.queue.raw
            let error = cgrpc_server_request_call(
                raw, slot.handle, slot.withMessage, slot.incoming, queue, queue, slot.retainedTag())
            if error != 0 { slot.releaseTag() }
            return error == 0
        }
    }

    /// Takes no more calls; `notice` completes when the last is over.
    func beginShutdown(_ notice: ShutdownNotice) {
        state.withLock { state in
            guard !state.isDestroyed else { return }
            state.hasBegunShutdown = true
            cgrpc_server_shutdown(raw, queues[0].raw, notice.retainedTag())
        }
    }

    /// Resets every call that is open. After `beginShutdown`.
    func cancelAllCalls() {
        state.withLock { state in
            if !state.isDestroyed { cgrpc_server_cancel_all_calls(raw) }
        }
    }

    /// After the shutdown's notice.
    func destroy() {
        state.withLock { state in
            guard !state.isDestroyed else { return }
            state.isDestroyed = true
            cgrpc_server_destroy(raw)
        }
    }
}

/// A pointer that a closure may carry to another thread; whoever makes one proves that it is the only user.
struct UncheckedPointer: @unchecked Sendable {
    let value: OpaquePointer

    init(_ value: OpaquePointer) {
        self.value = value
    }
}

/// Completes when a server has ended its last call.
final class ShutdownNotice: Completion {
    private let done: @Sendable () -> Void

    init(_ done: @escaping @Sendable () -> Void) {
        self.done = done
    }

    override func complete(ok: Bool) {
        done()
    }
}

/// A place for the next call of one method (or of any other); asks for another as soon as one came.
final class AcceptSlot: Completion {
    let queue: CompletionQueue
    /// The registered method's handle; nil: any method that is not registered.
    let handle: UnsafeMutableRawPointer?
    /// Whether the call comes with its message, which is its only one.
    let withMessage: Bool
    let incoming: OpaquePointer = cgrpc_incoming_create()
    private let method: MethodDescriptor?
    private let server: CoreServer
    private let accept: @Sendable (ServerCall) -> Void

    init(
        server: CoreServer, queue: CompletionQueue, method: MethodDescriptor?, handle: UnsafeMutableRawPointer?,
        accept: @escaping @Sendable (ServerCall) -> Void
    ) {
        self.server = server
        self.queue = queue
        self.method = method
        self.handle = handle
        self.accept = accept
        withMessage = handle != nil && !(method?.type?.isRequestStreaming ?? true)
    }

    deinit {
        cgrpc_incoming_destroy(incoming)
    }

    override func complete(ok: Bool) {
        guard ok else { return }
        let method = method ?? Self.method(of: incoming)
        let call = ServerCall(incoming: incoming, method: method, withMessage: withMessage)
        cgrpc_incoming_reset(incoming)
        _ = server.request(self)
        call.watchEnd()
        accept(call)
    }

    /// The method that a client named: `/package.Service/Method`, or anything.
    private static func method(of incoming: OpaquePointer) -> MethodDescriptor {
        let path = String(decoding: UnsafeRawBufferPointer(cgrpc_incoming_method(incoming)), as: UTF8.self)
        let parts = path.split(separator: "/", maxSplits: 1)
        return MethodDescriptor(
            fullyQualifiedService: parts.first.map(String.init) ?? "", method: parts.count > 1 ? String(parts[1]) : "")
    }
}
