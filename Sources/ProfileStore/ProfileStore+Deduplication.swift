package import Contracts
internal import Postgres

extension ProfileStore {
    /// Which batches of these senders have been counted. Senders without an entry are new.
    package func windows(of senders: [SenderKey]) async throws -> [SenderKey: SequenceWindow] {
        guard !senders.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT w.ordinality, s.floor, s.bitmap
            FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w(project_id, deployment_id, client_id, ordinality)
            JOIN client_sequences s USING (project_id, deployment_id, client_id)
            """, senders.map(\.deployment).columns + [.textArray(senders.map(\.client))]
        ).rows
        var result: [SenderKey: SequenceWindow] = [:]
        for row in rows {
            let sender = senders[try row.int(0) - 1]
            guard let window = SequenceWindow(floor: UInt64(bitPattern: try row.int8(1)), bitmap: try row.bytes(2)) else {
                throw ProfileStoreError.corrupt(
                    what: "sequences of a sender of \(sender.deployment)", reason: "impossible bitmap")
            }
            result[sender] = window
        }
        return result
    }

    /// When each of these requests was last counted; those without an entry never were, or long ago.
    package func received(_ requests: [RequestKey]) async throws -> [RequestKey: Timestamp] {
        guard !requests.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT w.ordinality, r.received_at_nanos
            FROM unnest($1::text[], $2::text[], $3::bytea[]) WITH ORDINALITY AS w(project_id, deployment_id, request_hash, ordinality)
            JOIN recent_request_ids r USING (project_id, deployment_id, request_hash)
            """, requests.map(\.deployment).columns + [.bytesArray(requests.map(\.hash.bytes))]
        ).rows
        var result: [RequestKey: Timestamp] = [:]
        for row in rows { result[requests[try row.int(0) - 1]] = Timestamp(nanos: try row.int8(1)) }
        return result
    }

    /// What was suppressed of a deployment's records from `first` to `last`, by offset. A nil value is the whole record.
    package func suppressed(
        of deployment: DeploymentKey, partition: Int, offsets: ClosedRange<Int64>, project: ProjectID?
    ) async throws -> [Int64: [Int32]?] {
        try await pool.transaction(project: project) { connection in
            let rows = try await connection.query(
                """
                SELECT log_offset, suppressed_rows FROM suppressed_records
                WHERE project_id = $1 AND deployment_id = $2 AND partition = $3 AND log_offset BETWEEN $4 AND $5
                """,
                deployment.parameters + [.int8(Int64(partition)), .int8(offsets.lowerBound), .int8(offsets.upperBound)]
            ).rows
            var result: [Int64: [Int32]?] = [:]
            for row in rows {
                guard let bytes = try row.bytesOrNil(1) else {
                    result.updateValue(nil, forKey: try row.int8(0))
                    continue
                }
                guard let indexes = RowIndexes.decode(bytes) else {
                    throw ProfileStoreError.corrupt(what: "list of suppressed rows of \(deployment)", reason: "odd length")
                }
                result.updateValue(indexes, forKey: try row.int8(0))
            }
            return result
        }
    }
}

/// Names a request of one deployment.
package struct RequestKey: Hashable, Sendable {
    package let deployment: DeploymentKey
    package let hash: RequestHash

    package init(deployment: DeploymentKey, hash: RequestHash) {
        self.deployment = deployment
        self.hash = hash
    }
}
