internal import Contracts
package import Logging
package import Postgres
internal import ServiceLifecycle
internal import Synchronization

/// Writes dead letters to their table in the background. Adding never waits and never fails: beyond the bound, or while the
/// database is away, letters are dropped and counted.
package final class DeadLetterQueue: Service {
    private let pool: PostgresPool
    private let logger: Logger
    private let waiting = Mutex(Waiting())

    private struct Waiting {
        var letters: [DeadLetter] = []
        var bytes = 0
        var pruned: [ProjectID: Pruned] = [:]
        var statistics = DeadLetterStatistics()
    }

    /// When a project's letters were last pruned, and how many were written since.
    private struct Pruned {
        var at: ContinuousClock.Instant
        var writtenSince = 0
    }

    /// Makes a queue over a pool whose role is `driftwatch_service`; `run` empties it.
    package init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// Writes what was added, twice a second, until the process stops; then once more.
    package func run() async throws {
        while !Task.isCancelled && !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(500)) }
            await flush()
        }
        await flush()
    }

    func add(_ letter: DeadLetter) { add([letter]) }

    func add(_ letters: [DeadLetter]) {
        guard !letters.isEmpty else { return }
        waiting.withLock { waiting in
            for letter in letters {
                guard waiting.letters.count < lettersMax, waiting.bytes + letter.payload.count <= bytesMax else {
                    waiting.statistics.dropped += 1
                    continue
                }
                waiting.letters.append(letter)
                waiting.bytes += letter.payload.count
            }
        }
    }

    /// What became of the letters so far.
    package var statistics: DeadLetterStatistics { waiting.withLock { $0.statistics } }

    /// Writes all that waits.
    package func flush() async {
        let letters = waiting.withLock { waiting in
            defer { (waiting.letters, waiting.bytes) = ([], 0) }
            return waiting.letters
        }
        for (project, letters) in Dictionary(grouping: letters, by: \.project) {
            do {
                try await write(letters, project: project)
                waiting.withLock { $0.statistics.stored += UInt64(letters.count) }
            } catch {
                waiting.withLock { $0.statistics.dropped += UInt64(letters.count) }
                logger.warning("dead letters were dropped", metadata: ["count": "\(letters.count)", "error": "\(error)"])
            }
        }
    }

    private func write(_ letters: [DeadLetter], project: ProjectID) async throws {
        var statements = letters.map { PostgresStatement(insert, $0.parameters) }
        if isPruneDue(project, adding: letters.count) {
            let oldest = (letters.map(\.receivedAt.nanos).max() ?? 0) - keptNanos
            statements.append(PostgresStatement(prune, [.text(project.rawValue), .int8(oldest), .int8(Int64(keptMax))]))
        }
        try await pool.transaction(project: project) { connection in _ = try await connection.pipeline(statements) }
    }

    /// True for the first write of a project, then once in ten minutes, and sooner when many letters came.
    private func isPruneDue(_ project: ProjectID, adding count: Int) -> Bool {
        let now = ContinuousClock.now
        return waiting.withLock { waiting in
            if let last = waiting.pruned[project], now - last.at < .seconds(600), last.writtenSince + count < keptMax / 4 {
                waiting.pruned[project]?.writtenSince += count
                return false
            }
            if waiting.pruned.count >= 10_000 { waiting.pruned.removeAll() }
            waiting.pruned[project] = Pruned(at: now)
            return true
        }
    }
}

/// See ``DeadLetterQueue/statistics``.
package struct DeadLetterStatistics: Sendable {
    /// In the table.
    package var stored: UInt64 = 0
    /// Beyond the queue's bound, or while the database was away.
    package var dropped: UInt64 = 0
}

extension DeadLetter {
    fileprivate var parameters: [PostgresValue] {
        [
            .text(project.rawValue), .text(deployment?.rawValue ?? ""), .int8(receivedAt.nanos), .text(client?.rawValue ?? ""),
            .int8(Int64(bitPattern: sequence)), PostgresValue(row), .text(code), .text(message), .bytes(payload),
        ]
    }
}

private let lettersMax = 2_000
private let bytesMax = 16 << 20
/// Letters are kept for 7 days, and at most so many of a project.
private let keptNanos = 7 * Timestamp.nanosPerDay
private let keptMax = 10_000
private let insert = """
    INSERT INTO dead_letters
        (project_id, deployment_id, received_at_nanos, client_id, sequence, row_index, code, message, payload)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """
private let prune = """
    DELETE FROM dead_letters WHERE project_id = $1 AND (received_at_nanos < $2 OR letter_id <= (
        SELECT letter_id FROM dead_letters WHERE project_id = $1 ORDER BY letter_id DESC OFFSET $3 LIMIT 1))
    """
