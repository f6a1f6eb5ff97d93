import GRPCCore
import RPC
import RPCEcho
import Synchronization

/// Collects values from any thread.
final class Recorder<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    var all: [Value] { values.withLock { $0 } }

    func add(_ value: Value) { values.withLock { $0.append(value) } }
}

/// Shows a call's information before its handler runs.
struct CallInfoInterceptor: ServerInterceptor {
    let see: @Sendable (ServerCallInfo?) -> Void

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        see(context.callInfo)
        return try await next(request, context)
    }
}

/// Reads its request to the end, and tells how that came.
struct ReadingService: RegistrableRPCService {
    static let method = MethodDescriptor(fullyQualifiedService: "driftwatch.test.Reading", method: "Read", type: .clientStreaming)

    let received = Recorder<RPCBytes>()
    let end: @Sendable ((any Error)?) -> Void

    init(end: @escaping @Sendable ((any Error)?) -> Void) {
        self.end = end
    }

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(forMethod: Self.method, deserializer: BytesDeserializer(), serializer: BytesSerializer()) {
            request, _ in
            do {
                for try await message in request.messages { received.add(message) }
                end(nil)
            } catch {
                end(error)
                throw error
            }
            return StreamingServerResponse(single: ServerResponse(message: RPCBytes()))
        }
    }
}
