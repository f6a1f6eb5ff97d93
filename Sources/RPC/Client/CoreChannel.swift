internal import CGRPCShim
import GRPCCore

/// A channel of the core and the queue that its calls complete on.
///
/// Sendable: the core's channel may be used from any thread until it is destroyed, which is when nothing refers to it here.
final class CoreChannel: @unchecked Sendable {
    private let raw: OpaquePointer
    let queue: CompletionQueue

    init(to address: RPCAddress, configuration: ClientConfiguration) {
        queue = CompletionQueue(name: "rpc-client")
        var options = cgrpc_channel_options()
        cgrpc_channel_options_init(&options)
        options.receive_bytes_max = Int32(limit: configuration.receiveBytesMax)
        options.send_bytes_max = Int32(limit: configuration.sendBytesMax)
        options.metadata_bytes_max = Int32(limit: configuration.metadataBytesMax)
        options.keepalive_ms = configuration.keepaliveInterval.map(Int32.init(milliseconds:)) ?? -1
        options.keepalive_timeout_ms = Int32(milliseconds: configuration.keepaliveTimeout)
        options.connect_timeout_ms = Int32(milliseconds: configuration.connectTimeout)
        options.reconnect_ms_min = Int32(milliseconds: configuration.reconnectDelayMin)
        options.reconnect_ms_max = Int32(milliseconds: configuration.reconnectDelayMax)
        options.use_http_proxy = configuration.usesHTTPProxy
        raw = CStrings.with([configuration.userAgent]) { texts in
            options.user_agent = texts[0]
            return Self.create(address, configuration.tls, options)
        }
    }

    deinit {
        cgrpc_channel_destroy(raw)
    }

    private static func create(
        _ address: RPCAddress, _ tls: ClientTLS?, _ options: cgrpc_channel_options
    ) -> OpaquePointer {
        var options = options
        guard let tls else { return cgrpc_channel_create(address.description, &options) }
        let texts = [tls.roots, tls.identity?.certificateChain, tls.identity?.privateKey, tls.serverName]
        return CStrings.with(texts) { texts in
            var clientTLS = cgrpc_client_tls(
                roots_pem: texts[0], certificate_pem: texts[1], key_pem: texts[2], server_name: texts[3])
            return withUnsafePointer(to: &clientTLS) { pointer in
                options.tls = pointer
                return cgrpc_channel_create(address.description, &options)
            }
        }
    }

    /// A new call, the caller's to unref. `timeout` nil: no deadline.
    func makeCall(of method: MethodDescriptor, timeout: Duration?) -> OpaquePointer {
        var path = "/\(method.fullyQualifiedMethod)"
        return path.withUTF8 { path in
            cgrpc_call_create(raw, queue.raw, cgrpc_span(path), cgrpc_span(), timeout?.nanosecondsClamped ?? -1)
        }
    }
}

/// Optional C strings that live during a call.
enum CStrings {
    static func with<R>(_ texts: [String?], _ body: ([UnsafePointer<CChar>?]) -> R) -> R {
        with(texts[...], found: [], body)
    }

    private static func with<R>(
        _ texts: ArraySlice<String?>, found: [UnsafePointer<CChar>?], _ body: ([UnsafePointer<CChar>?]) -> R
    ) -> R {
        guard let first = texts.first else { return body(found) }
        guard let text = first else { return with(texts.dropFirst(), found: found + [nil], body) }
        return text.withCString { with(texts.dropFirst(), found: found + [$0], body) }
    }
}

extension Int32 {
    /// nil is the core's -1, "no limit"; what is too large becomes the largest.
    init(limit: Int?) {
        self = limit.map { Int32(clamping: $0) } ?? -1
    }

    init(milliseconds duration: Duration) {
        self.init(clamping: duration.nanosecondsClamped / 1_000_000)
    }
}

extension Duration {
    /// Whole nanoseconds, from 0 to the largest.
    var nanosecondsClamped: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : scaled.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }
}
