internal import Postgres
internal import Synchronization

extension PostgresEventLog {
    /// Stores records, all or none, and returns their positions when they are on disk.
    ///
    /// Calls that come while a commit goes on share the next one. When it throws a retriable error the records may have been
    /// stored all the same (the connection broke in a commit): sent again, their readers tell by client and sequence.
    /// Cancellation of the task does not stop an append that has begun.
    package func append(_ records: [LogRecord]) async throws -> [LogPosition] {
        guard let first = records.first else { return [] }
        for record in records where Int32(exactly: record.rowCount) == nil || record.rowCount < record.refusedRows.count {
            throw EventLogError(
                code: .invalidRecord, message: "a record of \(record.rowCount) rows, \(record.refusedRows.count) refused")
        }
        let bytes = records.reduce(0) { $0 + $1.payload.count + recordOverhead }
        let partition = partition(project: first.project, deployment: first.deployment)
        return try await withCheckedThrowingContinuation { continuation in
            let call = AppendQueue.Call(records: records, bytes: bytes, continuation: continuation)
            switch appends.withLock({ $0.add(call, partition: partition) }) {
            case .queued: break
            case .start(let group): Task.detached { await self.commitAll(of: group) }
            case .refused(let error): continuation.resume(throwing: error)
            }
        }
    }

    /// The committer of a group: lives as long as there is something to commit.
    private func commitAll(of group: Int) async {
        while true {
            let calls = appends.withLock { $0.next(group) }
            guard !calls.isEmpty else { return }
            await commit(calls)
        }
    }

    /// Commits calls together; when one of them is what fails, each by itself.
    private func commit(_ calls: [AppendQueue.Call]) async {
        let result: Result<[[LogPosition]], any Error>
        do {
            result = .success(try await store(calls))
        } catch let error as EventLogError where calls.count > 1 && error.code == .storage && !error.isRetriable {
            for call in calls { await commit([call]) }
            return
        } catch {
            result = .failure(error)
        }
        switch result {
        case .success(let positions):
            appends.withLock { $0.finished(calls, isStored: true, commits: 1) }
            announce(positions)
            for (call, positions) in zip(calls, positions) { call.continuation.resume(returning: positions) }
        case .failure(let error):
            appends.withLock { $0.finished(calls, isStored: false, commits: 0) }
            for call in calls { call.continuation.resume(throwing: error) }
        }
    }

    private func announce(_ positions: [[LogPosition]]) {
        var ends: [Int: Int64] = [:]
        for position in positions.joined() { ends[position.partition] = max(ends[position.partition] ?? 0, position.offset) }
        wakes.advance(to: ends)
        notifier.notify(ends)
    }

    /// One transaction; again when it is certain that the last attempt stored nothing and another may succeed.
    private func store(_ calls: [AppendQueue.Call]) async throws -> [[LogPosition]] {
        try await open()
        let batch = AppendBatch(calls.map(\.records), log: self)
        return try await wrapped("append") {
            for attempt in 1... {
                do {
                    let results = try await pool.withConnection { try await $0.pipeline(batch.statements) }
                    return try batch.positions(results)
                } catch let error as PostgresError where attempt < 5 {
                    switch error.code {
                    case .checkViolation where error.constraint == nil:
                        // No table for today: the process has run longer than the days that were made ahead.
                        try await pool.query("SELECT event_log_create_days($1)", [.init(configuration.daysAhead)])
                    case .deadlockDetected, .serializationFailure: break
                    default: throw error
                    }
                }
            }
            return []
        }
    }
}

/// What a record costs besides its payload.
private let recordOverhead = 512
