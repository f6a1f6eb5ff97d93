package import Contracts
internal import GRPCCore
internal import Identity
package import Logging
package import Postgres
internal import Protos
internal import ServiceRuntime

/// The auth service: organisations, projects and API keys, in Postgres as the role `driftwatch_auth`.
///
/// `CheckKey` is for the other services. Everything else wants the administrator's token, and leaves a row in the audit log in
/// the same transaction.
package struct Auth: Sendable {
    let pool: PostgresPool
    let administrator: AdministratorToken?
    let checks: RateLimit
    let clock: WallClock
    let logger: Logger

    /// Makes the service's handlers over a pool whose role is `driftwatch_auth`.
    package init(configuration: AuthConfiguration, pool: PostgresPool, logger: Logger, clock: WallClock = .system) {
        self.pool = pool
        administrator = configuration.administrator
        checks = RateLimit(perSecond: configuration.checksPerSecond)
        self.clock = clock
        self.logger = logger
    }

    /// Does what an administrator asks for, after a look at the token, and maps every fault to a status.
    func administered<Message: Sendable, Answer: Sendable>(
        _ request: ServerRequest<Message>, _ work: (Message) async throws -> Answer
    ) async throws -> ServerResponse<Answer> {
        guard let administrator else {
            throw RPCError(
                code: .permissionDenied,
                message:
                    "administration is off: this auth service has no administrator token (\(AuthSettings.adminTokenFile.name))")
        }
        guard let token = BearerToken.read(from: request.metadata) else {
            throw RPCError(code: .unauthenticated, message: "administration needs authorization: Bearer <administrator token>")
        }
        guard administrator.matches(token) else {
            throw RPCError(code: .unauthenticated, message: "the administrator token is wrong")
        }
        return ServerResponse(message: try await mappingErrors { try await work(request.message) })
    }

    /// The one place where a fault of the database becomes a status.
    func mappingErrors<Output>(_ work: () async throws -> Output) async throws -> Output {
        do {
            return try await work()
        } catch let error as PostgresError {
            switch error.code {
            case .uniqueViolation:
                throw RPCError(code: .alreadyExists, message: "there is one with this name already; choose another", cause: error)
            case .foreignKeyViolation:
                throw RPCError(code: .notFound, message: "what this belongs to does not exist; look at its id", cause: error)
            case _ where error.isRetriable:
                logger.warning("the database cannot be reached", metadata: ["error": "\(error)"])
                throw RPCError(code: .unavailable, message: "the database cannot be reached; try again", cause: error)
            default:
                logger.error("a query failed", metadata: ["error": "\(error)"])
                throw RPCError(code: .internalError, message: "the request failed; the log says why", cause: error)
            }
        }
    }

    /// A name that people give: trimmed, 1 to 200 bytes, without control characters.
    func name(_ text: String, of what: String) throws -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        guard (1...200).contains(words.utf8.count),
            !words.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw RPCError(
                code: .invalidArgument, message: "the name of \(what) must have 1 to 200 bytes and no control characters")
        }
        return words
    }

    /// A row of the audit log.
    func audit(
        _ action: String, subject: String, organisation: String?, project: String?, detail: [String: String] = [:]
    ) -> PostgresStatement {
        let flat = detail.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        return PostgresStatement(
            """
            INSERT INTO audit_log (at_nanos, organisation_id, project_id, actor, action, subject, detail)
            VALUES ($1, $2, $3, 'administrator', $4, $5, jsonb_object($6::text[]))
            """,
            [
                .int8(clock.now.nanos), PostgresValue(organisation), PostgresValue(project), .text(action), .text(subject),
                .textArray(flat),
            ])
    }
}

extension Driftwatch_V1_UnknownDeployments {
    /// The value as the table has it; nothing for one that this version does not know.
    var stored: Int64? {
        switch self {
        case .register: 0
        case .refuse: 1
        case .UNRECOGNIZED: nil
        }
    }

    /// Reads the table's value.
    init(stored: Int64) {
        self = stored == 1 ? .refuse : .register
    }

    /// The value as the table has it.
    ///
    /// - Throws: INVALID_ARGUMENT for one that this version does not know.
    func checked() throws -> Int64 {
        guard let stored else {
            throw RPCError(code: .invalidArgument, message: "unknown_deployments must be REGISTER or REFUSE")
        }
        return stored
    }
}
