internal import Contracts
internal import Identity
internal import Postgres
internal import Protos
internal import Synchronization

/// Which deployments each project has, remembered: a deployment never goes away.
final class DeploymentRegistry: Sendable {
    private let pool: PostgresPool
    private let perProject: Int
    private let clock: WallClock
    private let known = Mutex(Known())

    private struct Known {
        var deployments: Set<Key> = []
        /// Those that were not taken, until when that is believed.
        var refused: [Refused: Timestamp] = [:]
    }

    private struct Refused: Hashable {
        let key: Key
        /// Whether it was to be registered; another caller's project setting may differ for a while.
        let wasToRegister: Bool
    }

    private struct Key: Hashable {
        let project: ProjectID
        let deployment: DeploymentID
    }

    init(pool: PostgresPool, perProject: Int, clock: WallClock) {
        self.pool = pool
        self.perProject = perProject
        self.clock = clock
    }

    /// Why events of a deployment are not taken, or nil. The first event of a deployment registers it where the project allows.
    ///
    /// - Throws: `PostgresError` when nobody can say.
    func refusal(of deployment: DeploymentID, caller: Caller) async throws -> Driftwatch_V1_BatchError? {
        let key = Key(project: caller.project, deployment: deployment)
        let refused = Refused(key: key, wasToRegister: caller.registersUnknownDeployments)
        let now = clock.now
        let (isKnown, isRefused) = known.withLock { ($0.deployments.contains(key), ($0.refused[refused] ?? .epoch) > now) }
        if isKnown { return nil }
        if isRefused { return refusal(deployment, caller) }
        let found = caller.registersUnknownDeployments ? try await register(key, now: now) : try await exists(key)
        known.withLock { known in
            guard found else {
                if known.refused.count >= rememberedMax { known.refused.removeAll() }
                return known.refused[refused] = now.advanced(by: refusedLifetime)
            }
            if known.deployments.count >= rememberedMax { known.deployments.removeAll() }
            known.deployments.insert(key)
        }
        return found ? nil : refusal(deployment, caller)
    }

    private func refusal(_ deployment: DeploymentID, _ caller: Caller) -> Driftwatch_V1_BatchError {
        guard caller.registersUnknownDeployments else {
            return .make(
                "unknown_deployment",
                "the project has no deployment '\(deployment)' and is set to refuse unknown ones: register it, or change the setting"
            )
        }
        return .make(
            "too_many_deployments",
            "the project has \(perProject) deployments, and '\(deployment)' is not one of them: use one of those")
    }

    /// Registers the deployment; false when the project has too many.
    private func register(_ key: Key, now: Timestamp) async throws -> Bool {
        let parameters: [PostgresValue] = [.text(key.project.rawValue), .text(key.deployment.rawValue), .int8(now.nanos)]
        return try await pool.transaction(project: key.project) { connection in
            let found = try await connection.query(select, Array(parameters.prefix(2)))
            guard found.rows.isEmpty else { return true }
            try await connection.query(insert, parameters + [.int8(Int64(perProject))])
            return try await !connection.query(select, Array(parameters.prefix(2))).rows.isEmpty
        }
    }

    private func exists(_ key: Key) async throws -> Bool {
        try await pool.transaction(project: key.project) { connection in
            try await !connection.query(select, [.text(key.project.rawValue), .text(key.deployment.rawValue)]).rows.isEmpty
        }
    }
}

private let rememberedMax = 100_000
private let refusedLifetime = Duration.seconds(2)
private let select = "SELECT 1 FROM deployments WHERE project_id = $1 AND deployment_id = $2"
private let insert = """
    INSERT INTO deployments (project_id, deployment_id, created_at_nanos)
    SELECT $1::text, $2::text, $3::bigint WHERE (SELECT count(*) FROM deployments WHERE project_id = $1::text) < $4::bigint
    ON CONFLICT DO NOTHING
    """
