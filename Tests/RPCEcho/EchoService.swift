package import GRPCCore
package import RPC
import Synchronization

/// The service that the conformance tests call: messages are plain bytes, and the request's metadata says how to behave.
///
/// | method | kind | answer |
/// |---|---|---|
/// | Echo | unary | the request |
/// | Collect | client streaming | `<messages> <bytes>` |
/// | Expand | server streaming | the request is `<messages> <bytes>`: so many of that size |
/// | Chat | bidirectional | each message as it comes |
/// | Observed | unary | `<calls begun> <calls that saw their cancellation>` |
///
/// | metadata | effect |
/// |---|---|
/// | `x-echo`, `x-echo-bin` | comes back in the headers, and with `-trailer` before `-bin` or at the end in the trailers |
/// | `x-delay-ms` | waits so long before the first message, or until the call is cancelled |
/// | `x-fail` | after that, fails with this code; `x-message` is the text, `x-details-bin` its `grpc-status-details-bin` |
package struct EchoService: RegistrableRPCService {
    package static let name = "driftwatch.test.Echo"

    /// The method descriptor of one of the methods.
    package static func method(_ name: String, _ type: MethodDescriptor.RPCType) -> MethodDescriptor {
        MethodDescriptor(fullyQualifiedService: Self.name, method: name, type: type)
    }

    package static let echo = method("Echo", .unary)
    package static let collect = method("Collect", .clientStreaming)
    package static let expand = method("Expand", .serverStreaming)
    package static let chat = method("Chat", .bidirectionalStreaming)
    package static let observed = method("Observed", .unary)

    /// What the service has seen.
    package let log = EchoLog()

    package init() {}

    package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        register(Self.echo, &router) { messages, writer in
            for try await message in messages { try await writer.write(message) }
        }
        register(Self.collect, &router) { messages, writer in
            var count = 0
            var bytes = 0
            for try await message in messages {
                count += 1
                bytes += message.count
            }
            try await writer.write(RPCBytes("\(count) \(bytes)".utf8))
        }
        register(Self.expand, &router) { messages, writer in
            for try await message in messages {
                let numbers = message.text.split(separator: " ").compactMap { Int($0) }
                guard numbers.count == 2 else {
                    throw RPCError(code: .invalidArgument, message: "the request is not \"<messages> <bytes>\"")
                }
                for index in 0..<numbers[0] {
                    try await writer.write(RPCBytes(repeating: UInt8(truncatingIfNeeded: index), count: numbers[1]))
                }
            }
        }
        register(Self.chat, &router) { messages, writer in
            for try await message in messages { try await writer.write(message) }
        }
        register(Self.observed, &router) { [log] _, writer in
            try await writer.write(RPCBytes(log.summary.utf8))
        }
    }

    private func register<Transport: ServerTransport>(
        _ method: MethodDescriptor, _ router: inout RPCRouter<Transport>,
        answer: @escaping @Sendable (RPCAsyncSequence<RPCBytes, any Error>, RPCWriter<RPCBytes>) async throws -> Void
    ) {
        router.registerHandler(forMethod: method, deserializer: BytesDeserializer(), serializer: BytesSerializer()) {
            [log] request, context in
            let orders = EchoOrders(request.metadata)
            if method != Self.observed { log.begin() }
            return StreamingServerResponse(metadata: orders.headers) { writer in
                try await withRPCCancellationHandler {
                    try await orders.wait(context)
                    try await answer(request.messages, writer)
                } onCancelRPC: {
                    log.noteCancellation()
                }
                return orders.trailers
            }
        }
    }
}

/// Counts the calls that the service has seen.
package final class EchoLog: Sendable {
    private let counts = Mutex((begun: 0, cancelled: 0))

    package var begun: Int { counts.withLock { $0.begun } }
    package var cancelled: Int { counts.withLock { $0.cancelled } }

    var summary: String { counts.withLock { "\($0.begun) \($0.cancelled)" } }

    func begin() { counts.withLock { $0.begun += 1 } }

    func noteCancellation() { counts.withLock { $0.cancelled += 1 } }
}

/// What a request's metadata asks for.
struct EchoOrders: Sendable {
    let headers: Metadata
    let trailers: Metadata
    private let delayMillis: Int?
    private let failure: RPCError?

    init(_ metadata: Metadata) {
        var headers = Metadata()
        var trailers = Metadata()
        for text in metadata[stringValues: "x-echo"] {
            headers.addString(text, forKey: "x-echo")
            trailers.addString(text, forKey: "x-echo-trailer")
        }
        for bytes in metadata[binaryValues: "x-echo-bin"] {
            headers.addBinary(bytes, forKey: "x-echo-bin")
            trailers.addBinary(bytes, forKey: "x-echo-trailer-bin")
        }
        self.headers = headers
        self.trailers = trailers
        delayMillis = metadata[stringValues: "x-delay-ms"].first { _ in true }.flatMap { Int($0) }
        let code = metadata[stringValues: "x-fail"].first { _ in true }.flatMap { Int($0) }
        failure = code.flatMap { Status.Code(rawValue: $0) }.flatMap { RPCError.Code($0) }.map { code in
            var details = trailers
            for bytes in metadata[binaryValues: "x-details-bin"] { details.addBinary(bytes, forKey: "grpc-status-details-bin") }
            return RPCError(
                code: code, message: metadata[stringValues: "x-message"].first { _ in true } ?? "", metadata: details)
        }
    }

    func wait(_ context: ServerContext) async throws {
        if let delayMillis {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Task.sleep(for: .milliseconds(delayMillis)) }
                group.addTask { try await context.cancellation.cancelled }
                try await group.next()
                group.cancelAll()
            }
            if context.cancellation.isCancelled {
                throw RPCError(code: .cancelled, message: "the call was cancelled while it waited")
            }
        }
        if let failure { throw failure }
    }
}

extension RPCBytes {
    /// The bytes as UTF-8 text.
    package var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
