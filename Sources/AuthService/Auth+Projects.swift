internal import Contracts
internal import GRPCCore
internal import Postgres
internal import Protos

extension Auth {
    func createProject(_ request: Driftwatch_V1_CreateProjectRequest) async throws -> Driftwatch_V1_Project {
        var project = Driftwatch_V1_Project()
        project.id = ProjectID.random().rawValue
        project.organisationID = request.organisationID
        project.name = try name(request.name, of: "a project")
        project.unknownDeployments = request.unknownDeployments
        project.createdUnixNanos = clock.now.nanos
        let insert = PostgresStatement(
            """
            INSERT INTO projects (project_id, organisation_id, name, unknown_deployments, created_at_nanos)
            VALUES ($1, $2, $3, $4, $5)
            """,
            [
                .text(project.id), .text(project.organisationID), .text(project.name),
                .int8(try project.unknownDeployments.checked()), .int8(project.createdUnixNanos),
            ])
        let audit = audit(
            "project.created", subject: project.id, organisation: project.organisationID, project: project.id,
            detail: ["name": project.name])
        try await pool.transaction(project: nil) { connection in
            _ = try await connection.query(insert.sql, insert.parameters)
            _ = try await connection.query(audit.sql, audit.parameters)
        }
        return project
    }

    func listProjects(_ request: Driftwatch_V1_ListProjectsRequest) async throws -> Driftwatch_V1_ListProjectsResponse {
        let result = try await pool.query(
            "\(Self.selectProjects) WHERE $1::text = '' OR organisation_id = $1::text ORDER BY name, project_id",
            [.text(request.organisationID)])
        var response = Driftwatch_V1_ListProjectsResponse()
        response.projects = try result.rows.map(Self.project)
        return response
    }

    func updateProject(_ request: Driftwatch_V1_UpdateProjectRequest) async throws -> Driftwatch_V1_Project {
        let value = try request.unknownDeployments.checked()
        return try await pool.transaction(project: nil) { connection in
            let result = try await connection.query(
                """
                UPDATE projects SET unknown_deployments = $2 WHERE project_id = $1
                RETURNING project_id, organisation_id, name, unknown_deployments::int8, created_at_nanos
                """, [.text(request.projectID), .int8(value)])
            guard let row = result.rows.first else {
                throw RPCError(code: .notFound, message: "there is no such project; list them to see the ids")
            }
            let project = try Self.project(row)
            let audit = audit(
                "project.updated", subject: project.id, organisation: project.organisationID, project: project.id,
                detail: ["unknown_deployments": value == 1 ? "refuse" : "register"])
            _ = try await connection.query(audit.sql, audit.parameters)
            return project
        }
    }

    private static let selectProjects =
        "SELECT project_id, organisation_id, name, unknown_deployments::int8, created_at_nanos FROM projects"

    private static func project(_ row: PostgresRow) throws -> Driftwatch_V1_Project {
        var project = Driftwatch_V1_Project()
        project.id = try row.text(0)
        project.organisationID = try row.text(1)
        project.name = try row.text(2)
        project.unknownDeployments = Driftwatch_V1_UnknownDeployments(stored: try row.int8(3))
        project.createdUnixNanos = try row.int8(4)
        return project
    }
}
