internal import Contracts
package import GRPCCore
package import Protos

/// A server interceptor that finds out who calls, and refuses the call when nobody is known.
///
/// The key stands in the call's metadata, `authorization: Bearer dw_…`. The auth service's answer is kept for a short time, so
/// a revoked key works for at most that long; a refusal is kept for a shorter time. A key's text is never logged.
package struct Authenticator: ServerInterceptor {
    /// How long answers are kept, and how many.
    package struct Configuration: Sendable {
        /// How long a key that is good is believed; also how long a revoked key may still work.
        package var lifetime: Duration = .seconds(10)
        /// How long a key that is none is refused without asking.
        package var refusedLifetime: Duration = .seconds(2)
        /// How many keys are remembered.
        package var keysMax = 10_000
        /// How long the auth service may take.
        package var timeout: Duration = .seconds(5)
        /// Services that anybody may call, by their full name.
        package var openServices: Set<String> = [
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
        ]

        /// The defaults.
        package init() {}
    }

    private let configuration: Configuration
    private let cache: CallerCache
    private let check: @Sendable (String) async throws -> Driftwatch_V1_Identity

    /// Makes an interceptor that asks an auth service.
    package init<Transport: ClientTransport>(
        auth: Driftwatch_V1_Auth.Client<Transport>, configuration: Configuration = Configuration()
    ) {
        let timeout = configuration.timeout
        self.init(configuration: configuration) { secret in
            var options = CallOptions.defaults
            options.timeout = timeout
            var request = Driftwatch_V1_CheckKeyRequest()
            request.secret = secret
            return try await auth.checkKey(request, options: options)
        }
    }

    /// Makes an interceptor that asks through a function: for the auth service's own process.
    ///
    /// - Parameter now: the clock by which answers grow old.
    package init(
        configuration: Configuration = Configuration(), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        check: @escaping @Sendable (String) async throws -> Driftwatch_V1_Identity
    ) {
        self.configuration = configuration
        self.check = check
        cache = CallerCache(
            lifetime: configuration.lifetime, refusedLifetime: configuration.refusedLifetime, limit: configuration.keysMax,
            now: now)
    }

    package func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        if configuration.openServices.contains(context.descriptor.service.fullyQualifiedService) {
            return try await next(request, context)
        }
        let caller = try await caller(of: request.metadata)
        var response = try await Caller.$current.withValue(caller) { try await next(request, context) }
        if case .success(var contents) = response.accepted {
            let produce = contents.producer
            contents.producer = { writer in try await Caller.$current.withValue(caller) { try await produce(writer) } }
            response.accepted = .success(contents)
        }
        return response
    }

    /// The bearer of the key in a call's metadata.
    ///
    /// - Throws: UNAUTHENTICATED without a valid key, UNAVAILABLE when the auth service cannot be asked.
    package func caller(of metadata: Metadata) async throws -> Caller {
        guard let token = BearerToken.read(from: metadata) else {
            throw RPCError(code: .unauthenticated, message: "no API key: send authorization: Bearer dw_…")
        }
        guard APIKeySecret(token) != nil else { throw Self.refusal }
        switch try await cache.verdict(on: token, ask: { try await ask(token) }) {
        case .known(let caller): return caller
        case .refused: throw Self.refusal
        }
    }

    private static var refusal: RPCError {
        RPCError(code: .unauthenticated, message: "the API key is unknown or revoked; create one or use another")
    }

    private func ask(_ token: String) async throws -> CallerCache.Verdict {
        do {
            guard let caller = Caller(try await check(token)) else {
                throw RPCError(code: .internalError, message: "the auth service answered with an identity that is none")
            }
            return .known(caller)
        } catch let error as RPCError where error.code == .unauthenticated {
            return .refused
        } catch let error as RPCError where error.code == .resourceExhausted || error.code == .internalError {
            throw error
        } catch {
            throw RPCError(code: .unavailable, message: "the auth service cannot be reached; try again", cause: error)
        }
    }
}
