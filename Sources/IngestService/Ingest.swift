package import Contracts
package import EventLog
internal import GRPCCore
internal import Identity
package import Logging
package import Postgres
internal import Protos
internal import ServiceRuntime
internal import Wire

/// The ingest service: batches of events in, and an answer when they are durable.
package struct Ingest: Sendable {
    let configuration: IngestConfiguration
    let log: PostgresEventLog
    let deployments: DeploymentRegistry
    let deadLetters: DeadLetterQueue
    let metrics: IngestMetrics
    let clock: WallClock
    let logger: Logger

    /// Makes the service's handlers over a pool whose role is `driftwatch_service`. The queue of dead letters must run beside them.
    package init(
        configuration: IngestConfiguration = IngestConfiguration(), log: PostgresEventLog, pool: PostgresPool,
        deadLetters: DeadLetterQueue, metrics: IngestMetrics, clock: WallClock = .system, logger: Logger
    ) {
        self.configuration = configuration
        self.log = log
        deployments = DeploymentRegistry(pool: pool, perProject: configuration.deploymentsPerProject, clock: clock)
        self.deadLetters = deadLetters
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        metrics.show(deadLetters)
    }

    /// The sender that a call names.
    ///
    /// - Throws: INVALID_ARGUMENT when it names itself in a way that no sender may; nil when it does not.
    func clientID(_ metadata: Metadata) throws -> ClientID? {
        guard let text = metadata[stringValues: clientIDKey].first(where: { _ in true }) else { return nil }
        guard let client = ClientID(text) else {
            throw RPCError(code: .invalidArgument, message: "the metadata \(clientIDKey) must be \(ClientID.requirement)")
        }
        return client
    }

    /// The sender that a call must name.
    func requiredClientID(_ metadata: Metadata) throws -> ClientID {
        guard let client = try clientID(metadata) else {
            throw RPCError(
                code: .invalidArgument,
                message: "the call has no metadata \(clientIDKey): send one that stays the same when batches are sent again")
        }
        return client
    }

    /// Stores records of one caller; all or none. Returns why not, or nil when they are durable.
    func store(_ records: [LogRecord], caller: Caller) async -> Driftwatch_V1_BatchError? {
        do {
            for deployment in Set(records.map(\.deployment)) {
                if let refusal = try await deployments.refusal(of: deployment, caller: caller) { return refusal }
            }
            _ = try await log.append(records)
            return nil
        } catch let error as EventLogError where error.code == .invalidRecord {
            logger.error("the log refused a record", metadata: ["error": "\(error)", "project": "\(caller.project)"])
            return .make("log_refused", "the batch cannot be stored; the server's log says why")
        } catch {
            logger.warning("the log is unavailable", metadata: ["error": "\(error)"])
            return .make(
                "log_unavailable", "the batch could not be stored now: send it again with the same sequence", retriable: true)
        }
    }
}

private let clientIDKey = "driftwatch-client-id"

extension Driftwatch_V1_BatchError {
    /// An error in one line.
    static func make(_ code: String, _ message: String, retriable: Bool = false) -> Self {
        var error = Self()
        error.code = code
        error.message = message
        error.retriable = retriable
        return error
    }

    /// What the reader found.
    init(_ fault: BatchFault) { self = .make(fault.code, fault.message) }
}

extension Driftwatch_V1_RefusedRow {
    init(_ refused: RefusedRow) {
        self.init()
        row = UInt32(refused.row)
        code = refused.code
        message = refused.message
    }
}
