package import Contracts
package import EventLog
package import GRPCCore
package import Logging
package import Postgres
internal import ProfileStore
package import Protos

/// The RPC service `driftwatch.v1.Stream`. Each call's handler has a file of its own.
package struct StreamRPC: Driftwatch_V1_Stream.SimpleServiceProtocol {
    let log: PostgresEventLog
    let store: ProfileStore
    let clock: WallClock
    let logger: Logger

    /// Handlers over a pool whose role is `driftwatch_stream`.
    package init(log: PostgresEventLog, pool: PostgresPool, clock: WallClock = .system, logger: Logger) {
        self.log = log
        self.clock = clock
        self.logger = logger
        store = ProfileStore(pool: pool)
    }

    /// See `SetReference`.
    package func setReference(
        request: Driftwatch_V1_SetReferenceRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_Reference {
        try await answering { try await handle(request) }
    }

    /// See `GetProgress`.
    package func getProgress(
        request: Driftwatch_V1_GetProgressRequest, context: ServerContext
    ) async throws -> Driftwatch_V1_Progress {
        try await answering { try await handle(request) }
    }

    /// Turns what went wrong into what the caller may know.
    private func answering<Output>(_ body: () async throws -> Output) async throws -> Output {
        do {
            return try await body()
        } catch let error as RPCError {
            throw error
        } catch let error as PostgresError where error.isRetriable {
            throw RPCError(code: .unavailable, message: "the database cannot be reached; try again", cause: error)
        } catch is CancellationError {
            throw RPCError(code: .cancelled, message: "the call was cancelled")
        } catch {
            logger.error("a call failed", metadata: ["error": "\(error)"])
            throw RPCError(code: .internalError, message: "the call failed; the server's log says why", cause: error)
        }
    }
}
