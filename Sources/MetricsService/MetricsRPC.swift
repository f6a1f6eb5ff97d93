package import Contracts
package import EventLog
package import GRPCCore
package import Logging
package import Postgres
internal import ProfileStore
package import Protos

/// The RPC service `driftwatch.v1.Metrics`: every read. Each call's handler has a file of its own.
package struct MetricsRPC: Driftwatch_V1_Metrics.SimpleServiceProtocol {
    let log: PostgresEventLog
    let store: ProfileStore
    let references = ReferenceCache()
    let clock: WallClock
    let logger: Logger

    /// Handlers over a pool whose role is `driftwatch_service`.
    package init(log: PostgresEventLog, pool: PostgresPool, clock: WallClock = .system, logger: Logger) {
        self.log = log
        self.clock = clock
        self.logger = logger
        store = ProfileStore(pool: pool)
    }

    /// See `ListDeployments`.
    package func listDeployments(
        request: Driftwatch_V1_ListDeploymentsRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_ListDeploymentsResponse {
        try await answering { try await handle(request) }
    }

    /// See `GetDeployment`.
    package func getDeployment(
        request: Driftwatch_V1_GetDeploymentRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_Deployment {
        try await answering { try await handle(request) }
    }

    /// See `QueryMetric`.
    package func queryMetric(
        request: Driftwatch_V1_QueryMetricRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_QueryMetricResponse {
        try await answering { try await handle(request) }
    }

    /// See `GetDrift`.
    package func getDrift(
        request: Driftwatch_V1_GetDriftRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_GetDriftResponse {
        try await answering { try await handle(request) }
    }

    /// See `GetDistribution`.
    package func getDistribution(
        request: Driftwatch_V1_GetDistributionRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_Distribution {
        try await answering { try await handle(request) }
    }

    /// See `ListEvents`.
    package func listEvents(
        request: Driftwatch_V1_ListEventsRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_ListEventsResponse {
        try await answering { try await handle(request) }
    }

    /// Turns what went wrong into what the caller may know.
    private func answering<Output>(_ body: () async throws -> Output) async throws -> Output {
        do {
            return try await body()
        } catch let error as RPCError {
            throw error
        } catch let error as QueryError {
            throw RPCError(error)
        } catch let error as PostgresError where error.isRetriable {
            throw RPCError(code: .unavailable, message: "the database cannot be reached; try again", cause: error)
        } catch let error as EventLogError where error.isRetriable {
            throw RPCError(code: .unavailable, message: "the event log cannot be read now; try again", cause: error)
        } catch is CancellationError {
            throw RPCError(code: .cancelled, message: "the call was cancelled")
        } catch {
            logger.error("a read failed", metadata: ["error": "\(error)"])
            throw RPCError(code: .internalError, message: "the read failed; the server's log says why", cause: error)
        }
    }
}

extension RPCError {
    fileprivate init(_ error: QueryError) {
        switch error {
        case .invalid(let message): self.init(code: .invalidArgument, message: message)
        case .notFound(let message): self.init(code: .notFound, message: message)
        }
    }
}
