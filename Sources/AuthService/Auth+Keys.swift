internal import Contracts
internal import GRPCCore
internal import Identity
internal import Postgres
internal import Protos

extension Auth {
    func createKey(_ request: Driftwatch_V1_CreateKeyRequest) async throws -> Driftwatch_V1_CreatedKey {
        let role = request.role.isEmpty ? Role.editor : Role(rawValue: request.role)
        guard let role else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw RPCError(code: .invalidArgument, message: "the role of a key must be one of \(roles)")
        }
        let secret = APIKeySecret.random()
        var key = Driftwatch_V1_Key()
        key.id = KeyID.random().rawValue
        key.projectID = request.projectID
        key.name = try name(request.name, of: "a key")
        key.role = role.rawValue
        key.createdUnixNanos = clock.now.nanos
        key.prefix = secret.displayPrefix
        let insert = PostgresStatement(
            """
            INSERT INTO api_keys (key_id, project_id, name, role, secret_sha256, prefix, created_at_nanos)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .text(key.id), .text(key.projectID), .text(key.name), .text(key.role), .text(Self.hash(secret)),
                .text(key.prefix), .int8(key.createdUnixNanos),
            ])
        try await pool.transaction(project: nil) { connection in
            let organisation = try await organisation(ofProject: key.projectID, connection)
            _ = try await connection.query(insert.sql, insert.parameters)
            let audit = audit(
                "api_key.created", subject: key.id, organisation: organisation, project: key.projectID,
                detail: ["name": key.name, "role": key.role, "prefix": key.prefix])
            _ = try await connection.query(audit.sql, audit.parameters)
        }
        var created = Driftwatch_V1_CreatedKey()
        created.key = key
        created.secret = secret.rawValue
        return created
    }

    func listKeys(_ request: Driftwatch_V1_ListKeysRequest) async throws -> Driftwatch_V1_ListKeysResponse {
        try await pool.withConnection { connection in
            _ = try await organisation(ofProject: request.projectID, connection)
            let result = try await connection.query(
                "SELECT \(Self.keyColumns) FROM api_keys WHERE project_id = $1 ORDER BY name, key_id", [.text(request.projectID)])
            var response = Driftwatch_V1_ListKeysResponse()
            response.keys = try result.rows.map(Self.key)
            return response
        }
    }

    /// Revokes a key. One that is revoked already stays as it is, without a further row in the audit log.
    func revokeKey(_ request: Driftwatch_V1_RevokeKeyRequest) async throws -> Driftwatch_V1_Key {
        try await pool.transaction(project: nil) { connection in
            let revoked = try await connection.query(
                """
                UPDATE api_keys SET revoked_at_nanos = $2 WHERE key_id = $1 AND revoked_at_nanos IS NULL
                RETURNING \(Self.keyColumns)
                """, [.text(request.keyID), .int8(clock.now.nanos)])
            if let row = revoked.rows.first {
                let key = try Self.key(row)
                let organisation = try await organisation(ofProject: key.projectID, connection)
                let audit = audit(
                    "api_key.revoked", subject: key.id, organisation: organisation, project: key.projectID,
                    detail: ["name": key.name, "prefix": key.prefix])
                _ = try await connection.query(audit.sql, audit.parameters)
                return key
            }
            let existing = try await connection.query(
                "SELECT \(Self.keyColumns) FROM api_keys WHERE key_id = $1", [.text(request.keyID)])
            guard let row = existing.rows.first else {
                throw RPCError(code: .notFound, message: "there is no such key; list the project's keys to see the ids")
            }
            return try Self.key(row)
        }
    }

    private func organisation(ofProject project: String, _ connection: PostgresConnection) async throws -> String {
        let result = try await connection.query("SELECT organisation_id FROM projects WHERE project_id = $1", [.text(project)])
        guard let row = result.rows.first else {
            throw RPCError(code: .notFound, message: "there is no such project; list them to see the ids")
        }
        return try row.text(0)
    }

    private static let keyColumns =
        "key_id, project_id, name, role, created_at_nanos, coalesce(revoked_at_nanos, 0), prefix"

    private static func key(_ row: PostgresRow) throws -> Driftwatch_V1_Key {
        var key = Driftwatch_V1_Key()
        key.id = try row.text(0)
        key.projectID = try row.text(1)
        key.name = try row.text(2)
        key.role = try row.text(3)
        key.createdUnixNanos = try row.int8(4)
        key.revokedUnixNanos = try row.int8(5)
        key.prefix = try row.text(6)
        return key
    }
}
