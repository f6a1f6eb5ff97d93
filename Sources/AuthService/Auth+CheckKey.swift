internal import Contracts
internal import GRPCCore
internal import Identity
internal import Postgres
package import Protos

extension Auth {
    /// Whose key a secret is. Also for a process that holds the auth service itself and need not call it.
    ///
    /// The secret is looked up by its digest, so that the time it takes says nothing about it.
    ///
    /// - Throws: UNAUTHENTICATED for a key that is unknown or revoked, RESOURCE_EXHAUSTED when too many are checked.
    package func identity(ofSecret text: String) async throws -> Driftwatch_V1_Identity {
        guard checks.take() else {
            throw RPCError(code: .resourceExhausted, message: "too many keys are being checked; try again in a second")
        }
        guard let secret = APIKeySecret(text) else { throw Self.unknownKey }
        let result = try await mappingErrors {
            try await pool.query(
                """
                SELECT p.organisation_id, k.project_id, k.key_id, k.role, p.unknown_deployments::int8
                FROM api_keys k JOIN projects p USING (project_id)
                WHERE k.secret_sha256 = $1 AND k.revoked_at_nanos IS NULL
                """, [.text(Self.hash(secret))])
        }
        guard let row = result.rows.first else { throw Self.unknownKey }
        var identity = Driftwatch_V1_Identity()
        identity.organisationID = try row.text(0)
        identity.projectID = try row.text(1)
        identity.keyID = try row.text(2)
        identity.role = try row.text(3)
        identity.unknownDeployments = Driftwatch_V1_UnknownDeployments(stored: try row.int8(4))
        return identity
    }

    /// What of a secret is stored.
    static func hash(_ secret: APIKeySecret) -> String { SHA256.hex(secret.rawValue.utf8) }

    private static var unknownKey: RPCError {
        RPCError(code: .unauthenticated, message: "the API key is unknown or revoked; create one or use another")
    }
}
