import Contracts
import EventLog
import Foundation
import Postgres
import PostgresCluster
import Schema
import TestPostgres
import Testing

/// Figures, not judgements: run with `DRIFTWATCH_MEASURE=1 swift test … --filter ThroughputTests` on a quiet machine.
@Suite(
    "Event log: throughput", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["DRIFTWATCH_MEASURE"] == "1"))
struct ThroughputTests {
    private let payload = (0..<65_536).map { _ in UInt8.random(in: 0...255) }

    @Test("appends of 64 KiB from many callers, then reading all of it, then one caller alone")
    func measure() async throws {
        let cluster = try TestPostgres.makeCluster()
        try await cluster.start()
        func pool(_ role: Schema.Role) -> PostgresPool {
            PostgresPool(configuration: .init(url: cluster.url(role: role.rawValue)), logger: TestPostgres.logger)
        }
        let (owner, service, stream) = (pool(.owner), pool(.service), pool(.stream))
        try await Schema.migrate(owner, logger: TestPostgres.logger)
        let server = try #require(cluster.processID)
        let log = PostgresEventLog(pool: service)
        let reader = PostgresEventLog(pool: stream)
        let project = ProjectID.random()
        try await log.open()

        for callers in [16, 64] {
            let (count, before, start) = (4_096, cpuSeconds(server), ContinuousClock.now)
            let commits = log.statistics.commits
            try await withThrowingTaskGroup { group in
                for caller in 0..<callers {
                    group.addTask {
                        for index in 0..<count / callers {
                            let one = record(project, "d\(caller % 16)", sequence: UInt64(index), payload: payload)
                            _ = try await log.append([one])
                        }
                    }
                }
                try await group.waitForAll()
            }
            report("append, \(callers) callers", count, start, before, cpuSeconds(server))
            print("  \(count / Int(log.statistics.commits - commits)) records a commit")
        }

        let (before, start) = (cpuSeconds(server), ContinuousClock.now)
        let count = try await reader.readAll().count
        report("read", count, start, before, cpuSeconds(server))

        var latencies: [Duration] = []
        for index in 0..<300 {
            let start = ContinuousClock.now
            _ = try await log.append([record(project, "single", sequence: UInt64(index), payload: payload)])
            latencies.append(ContinuousClock.now - start)
        }
        latencies.sort()
        print("single append: p50 \(latencies[150]), p95 \(latencies[285]), p99 \(latencies[297])")
        for pool in [owner, service, stream] { await pool.close() }
        await cluster.stop()
    }

    private func report(
        _ what: String, _ count: Int, _ start: ContinuousClock.Instant, _ before: (client: Double, server: Double),
        _ after: (client: Double, server: Double)
    ) {
        let seconds =
            Double((ContinuousClock.now - start).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - start).components.seconds)
        let perPayload = { (seconds: Double) in String(format: "%.3f ms", seconds / Double(count) * 1_000) }
        print(
            "\(what): \(String(format: "%.0f", Double(count) * 65_536 / 1e6 / seconds)) MB/s, CPU a payload: here "
                + "\(perPayload(after.client - before.client)), server \(perPayload(after.server - before.server))")
    }

    /// CPU time of this process, and of the server with all its processes.
    private func cpuSeconds(_ server: Int32) -> (client: Double, server: Double) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let client =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let ticks = processes.map { process -> Int in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 14
            else { return 0 }
            guard process == server || fields[1] == String(server) else { return 0 }
            let own = (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
            return process == server ? own + (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0) : own
        }
        return (client, Double(ticks.reduce(0, +)) / 100)
    }
}
