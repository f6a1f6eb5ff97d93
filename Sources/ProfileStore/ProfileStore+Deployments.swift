package import Contracts
internal import Postgres

/// A deployment as it is listed: what has been seen of it.
package struct DeploymentSummary: Hashable, Sendable {
    package var id: DeploymentID
    package var createdAt: Timestamp
    package var features: [FrozenFeature] = []
    /// Values with cells of their own, `__other__` included.
    package var values: [SeenValue] = []
    /// Nil: no event has been counted yet.
    package var activity: Activity?
}

extension ProfileStore {
    /// What is fixed about a deployment.
    package func catalogue(of deployment: DeploymentKey) async throws -> (features: [FrozenFeature], values: [SeenValue]) {
        try await pool.transaction(project: nil, isolation: .repeatableRead) { connection in
            (try await features(deployment, connection), try await values(deployment, connection))
        }
    }

    /// The deployments of a project, by id. With an id only that one, if it exists.
    package func deployments(of project: ProjectID, only id: DeploymentID? = nil) async throws -> [DeploymentSummary] {
        try await pool.transaction(project: project, isolation: .repeatableRead) { connection in
            let rows = try await connection.query(
                """
                SELECT d.deployment_id, d.created_at_nanos, a.first_event_nanos, a.last_event_nanos, a.events
                FROM deployments d LEFT JOIN deployment_activity a USING (project_id, deployment_id)
                WHERE d.project_id = $1 AND ($2::text IS NULL OR d.deployment_id = $2) ORDER BY d.deployment_id COLLATE "C"
                """, [.text(project.rawValue), PostgresValue(id?.rawValue)]
            ).rows
            var summaries: [DeploymentSummary] = []
            for row in rows {
                guard let id = DeploymentID(try row.text(0)) else { continue }
                let key = DeploymentKey(project, id)
                var summary = DeploymentSummary(id: id, createdAt: Timestamp(nanos: try row.int8(1)))
                if let first = try row.int8OrNil(2) {
                    summary.activity = Activity(
                        deployment: key, firstEvent: first, lastEvent: try row.int8(3), events: try row.int8(4))
                }
                summary.features = try await features(key, connection)
                summary.values = try await values(key, connection)
                summaries.append(summary)
            }
            return summaries
        }
    }

    /// Whether a deployment exists; one that does not is registered if asked for.
    package func exists(_ deployment: DeploymentKey, registering: Bool, at time: Timestamp) async throws -> Bool {
        try await pool.transaction(project: deployment.project) { connection in
            if registering {
                try await connection.query(
                    """
                    INSERT INTO deployments (project_id, deployment_id, created_at_nanos) VALUES ($1, $2, $3)
                    ON CONFLICT DO NOTHING
                    """, deployment.parameters + [.int8(time.nanos)])
            }
            let rows = try await connection.query(
                "SELECT 1 FROM deployments WHERE project_id = $1 AND deployment_id = $2", deployment.parameters
            ).rows
            return !rows.isEmpty
        }
    }

    private func features(_ deployment: DeploymentKey, _ connection: PostgresConnection) async throws -> [FrozenFeature] {
        try await connection.query(
            """
            SELECT feature, type FROM deployment_features WHERE project_id = $1 AND deployment_id = $2
            ORDER BY feature COLLATE "C"
            """, deployment.parameters
        ).rows.map { FrozenFeature(deployment: deployment, name: try $0.text(0), type: try $0.text(1)) }
    }

    private func values(_ deployment: DeploymentKey, _ connection: PostgresConnection) async throws -> [SeenValue] {
        try await connection.query(
            """
            SELECT dimension, value FROM deployment_values WHERE project_id = $1 AND deployment_id = $2
            ORDER BY dimension COLLATE "C", value COLLATE "C"
            """, deployment.parameters
        ).rows.map { SeenValue(deployment: deployment, dimension: try $0.text(0), value: try $0.text(1)) }
    }
}
