package import GRPCCore

/// Counts and times the calls of a server, by method and status code: once a call, not once a message.
package struct RPCMetrics: ServerInterceptor {
    private let calls: MetricFamily<Counter>
    private let seconds: MetricFamily<Histogram>

    /// Registers `driftwatch_rpc_server_calls_total` and `driftwatch_rpc_server_call_seconds`.
    package init(registry: MetricsRegistry) {
        calls = registry.counter(
            "driftwatch_rpc_server_calls_total", help: "RPCs answered, by method and status code", labels: ["method", "code"])
        seconds = registry.histogram(
            "driftwatch_rpc_server_call_seconds", help: "Time from an RPC's arrival to its end", labels: ["method"])
    }

    package func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        let method = context.descriptor.fullyQualifiedMethod
        let start = ContinuousClock.now
        var response: StreamingServerResponse<Output>
        do {
            response = try await next(request, context)
        } catch {
            record(method, error, since: start)
            throw error
        }
        switch response.accepted {
        case .failure(let error): record(method, error, since: start)
        case .success(var contents):
            let produce = contents.producer
            contents.producer = { writer in
                do {
                    let trailers = try await produce(writer)
                    record(method, nil, since: start)
                    return trailers
                } catch {
                    record(method, error, since: start)
                    throw error
                }
            }
            response.accepted = .success(contents)
        }
        return response
    }

    private func record(_ method: String, _ error: (any Error)?, since start: ContinuousClock.Instant) {
        let code: String
        switch error {
        case nil: code = "OK"
        case let error as RPCError: code = "\(error.code)"
        case is CancellationError: code = "cancelled"
        default: code = "unknown"
        }
        calls.with(method, code).add()
        seconds.with(method).observe(ContinuousClock.now - start)
    }
}
