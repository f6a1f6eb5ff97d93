internal import Contracts
internal import Postgres
internal import Protos

extension Auth {
    func createOrganisation(_ request: Driftwatch_V1_CreateOrganisationRequest) async throws -> Driftwatch_V1_Organisation {
        var organisation = Driftwatch_V1_Organisation()
        organisation.id = OrganisationID.random().rawValue
        organisation.name = try name(request.name, of: "an organisation")
        organisation.createdUnixNanos = clock.now.nanos
        let statements = [
            PostgresStatement(
                "INSERT INTO organisations (organisation_id, name, created_at_nanos) VALUES ($1, $2, $3)",
                [.text(organisation.id), .text(organisation.name), .int8(organisation.createdUnixNanos)]),
            audit(
                "organisation.created", subject: organisation.id, organisation: organisation.id, project: nil,
                detail: ["name": organisation.name]),
        ]
        try await pool.transaction(project: nil) { connection in
            for statement in statements { _ = try await connection.query(statement.sql, statement.parameters) }
        }
        return organisation
    }

    func listOrganisations(_ request: Driftwatch_V1_ListOrganisationsRequest) async throws
        -> Driftwatch_V1_ListOrganisationsResponse
    {
        let result = try await pool.query(
            "SELECT organisation_id, name, created_at_nanos FROM organisations ORDER BY name, organisation_id")
        var response = Driftwatch_V1_ListOrganisationsResponse()
        response.organisations = try result.rows.map { row in
            var organisation = Driftwatch_V1_Organisation()
            organisation.id = try row.text(0)
            organisation.name = try row.text(1)
            organisation.createdUnixNanos = try row.int8(2)
            return organisation
        }
        return response
    }
}
