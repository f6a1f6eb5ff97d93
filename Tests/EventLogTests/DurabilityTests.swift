import Contracts
import EventLog
import Foundation
import Postgres
import PostgresCluster
import Schema
import Synchronization
import TestPostgres
import Testing

@Suite("Event log: durability")
struct DurabilityTests {
    /// What the appenders were told.
    private final class Outcomes: Sendable {
        struct Told {
            var acknowledged: [UInt64: LogPosition] = [:]
            var sent: UInt64 = 0
            var failures = 0
        }

        private let told = Mutex(Told())

        func withLock<Result: Sendable>(_ body: (inout sending Told) -> sending Result) -> Result { told.withLock(body) }
    }

    @Test("what was acknowledged survives the server's violent death, once and in its place")
    func killedServer() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        let cluster = try TestPostgres.makeCluster()
        try await cluster.start()
        let supervisor = Task { try await cluster.run() }
        func pool(_ role: Schema.Role) -> PostgresPool {
            PostgresPool(configuration: .init(url: cluster.url(role: role.rawValue)), logger: TestPostgres.logger)
        }
        let owner = pool(.owner)
        try await Schema.migrate(owner, logger: TestPostgres.logger)
        await owner.close()

        let service = pool(.service)
        let log = PostgresEventLog(pool: service)
        let project = ProjectID.random()
        let outcomes = Outcomes()
        let appenders = Task {
            await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { await append(log, project, outcomes) } }
            }
        }
        for _ in 0..<5 {
            try await Task.sleep(for: .milliseconds(Int.random(in: 200...900, using: &generator)))
            if let process = cluster.processID { kill(process, SIGKILL) }
            try await cycle(log, outcomes)
        }
        appenders.cancel()
        await appenders.value

        let stream = pool(.stream)
        let reader = PostgresEventLog(pool: stream)
        var stored: [UInt64: [LogPosition]] = [:]
        for partition in 0..<reader.partitionCount {
            let records = try await reader.readAll(partition: partition)
            #expect(records.map(\.position.offset) == Array(1...Int64(max(records.count, 1))).prefix(records.count).map { $0 })
            for record in records { stored[record.record.sequence, default: []].append(record.position) }
        }
        let told = outcomes.withLock { Outcomes.Told(acknowledged: $0.acknowledged, sent: $0.sent, failures: $0.failures) }
        print("durability: seed \(seed), sent \(told.sent), acknowledged \(told.acknowledged.count), failures \(told.failures)")
        #expect(told.acknowledged.count > 100)
        #expect(told.failures > 0)
        for (sequence, position) in told.acknowledged {
            #expect(stored[sequence] == [position], "seed \(seed), record \(sequence)")
        }
        for (sequence, positions) in stored {
            #expect(sequence <= told.sent && positions.count == 1, "seed \(seed), record \(sequence)")
        }
        await service.close()
        await stream.close()
        supervisor.cancel()
        try await supervisor.value
    }

    /// Sends records with numbers of their own until it is cancelled; none twice.
    private func append(_ log: PostgresEventLog, _ project: ProjectID, _ outcomes: Outcomes) async {
        while !Task.isCancelled {
            let sequence = outcomes.withLock { outcomes in
                outcomes.sent += 1
                return outcomes.sent
            }
            let one = record(project, "d\(sequence % 16)", sequence: sequence, payload: [UInt8](repeating: 7, count: 20_000))
            do {
                let position = try await log.append([one])[0]
                outcomes.withLock { $0.acknowledged[sequence] = position }
            } catch {
                #expect((error as? EventLogError)?.isRetriable == true, "\(error)")
                outcomes.withLock { $0.failures += 1 }
            }
        }
    }

    /// Waits until appends are acknowledged again.
    private func cycle(_ log: PostgresEventLog, _ outcomes: Outcomes) async throws {
        let before = outcomes.withLock { $0.acknowledged.count }
        let deadline = ContinuousClock.now + .seconds(60)
        while outcomes.withLock({ $0.acknowledged.count }) < before + 20, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// splitmix64: the same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
