package import GRPCCore
import SwiftProtobuf
import Synchronization

/// `grpc.health.v1.Health`: tells probes and load balancers how the server and each of its services are.
///
/// All are SERVING from the start; `set` changes one, or with the name "" the server as a whole. After `stop` all are
/// NOT_SERVING for good, and watches end, so that they do not hold up a graceful shutdown.
package final class HealthService: Sendable {
    private let state: Mutex<State>

    private struct State {
        var statuses: [String: Bool]
        var isStopped = false
        var nextWatchID = 0
        var watches: [Int: Watch] = [:]

        func status(of service: String) -> Grpc_Health_V1_HealthCheckResponse.ServingStatus? {
            statuses[service].map { $0 ? .serving : .notServing }
        }

        func announce(_ isMeant: (String) -> Bool) {
            for watch in watches.values where isMeant(watch.service) {
                watch.changes.yield(status(of: watch.service) ?? .serviceUnknown)
            }
        }
    }

    private struct Watch {
        let service: String
        let changes: AsyncStream<Grpc_Health_V1_HealthCheckResponse.ServingStatus>.Continuation
    }

    /// - Parameter services: full names, as `driftwatch.v1.Ingest`.
    package init(services: some Sequence<String>) {
        var statuses = Dictionary(services.map { ($0, true) }, uniquingKeysWith: { first, _ in first })
        statuses[""] = true
        state = Mutex(State(statuses: statuses))
    }

    /// Says whether `service` ("": the server) can do its work. Without effect after `stop`.
    package func set(_ service: String, isServing: Bool) {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.statuses[service] = isServing
            state.announce { $0 == service }
        }
    }

    /// Turns everything to NOT_SERVING and ends the watches.
    package func stop() {
        state.withLock { state in
            state.isStopped = true
            for service in state.statuses.keys { state.statuses[service] = false }
            state.announce { _ in true }
            for watch in state.watches.values { watch.changes.finish() }
            state.watches = [:]
        }
    }
}

extension HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol {
    package func check(
        request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthCheckResponse {
        guard let status = state.withLock({ $0.status(of: request.service) }) else {
            throw RPCError(code: .notFound, message: "this server has no service \"\(request.service)\"")
        }
        return .with { $0.status = status }
    }

    package func list(
        request: Grpc_Health_V1_HealthListRequest, context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthListResponse {
        let statuses = state.withLock { state in
            state.statuses.mapValues { isServing in
                Grpc_Health_V1_HealthCheckResponse.with { $0.status = isServing ? .serving : .notServing }
            }
        }
        return .with { $0.statuses = statuses }
    }

    package func watch(
        request: Grpc_Health_V1_HealthCheckRequest, response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>,
        context: ServerContext
    ) async throws {
        let (id, changes, end) = startWatch(of: request.service)
        defer { state.withLock { $0.watches[id] = nil } }
        try await withRPCCancellationHandler {
            var last: Grpc_Health_V1_HealthCheckResponse.ServingStatus?
            for await status in changes where status != last {
                try await response.write(.with { $0.status = status })
                last = status
            }
        } onCancelRPC: {
            end.finish()
        }
    }

    private func startWatch(of service: String) -> (
        Int, AsyncStream<Grpc_Health_V1_HealthCheckResponse.ServingStatus>,
        AsyncStream<Grpc_Health_V1_HealthCheckResponse.ServingStatus>.Continuation
    ) {
        // A slow watcher needs the newest state only.
        let (stream, changes) = AsyncStream.makeStream(
            of: Grpc_Health_V1_HealthCheckResponse.ServingStatus.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextWatchID += 1
            changes.yield(state.status(of: service) ?? .serviceUnknown)
            if state.isStopped {
                changes.finish()
            } else {
                state.watches[state.nextWatchID] = Watch(service: service, changes: changes)
            }
            return state.nextWatchID
        }
        return (id, stream, changes)
    }
}
