import Contracts
import EventLog
import Identity
import Postgres
import ProfileStore
import Protos
import Statistics
import StreamService
import SwiftProtobuf
import TestPostgres
import TestStream
import Testing

@Suite(.serialized) struct WorkerTests {
    static let hour = Timestamp.now.floored(toNanos: Timestamp.nanosPerHour).nanos - 3 * Timestamp.nanosPerHour

    @Test func whatIsSentTwiceCountsOnce() async throws {
        let stream = try await TestStream.make()
        let batch = events(100, prefix: "a", in: Self.hour..<Self.hour + Timestamp.nanosPerHour)
        try await stream.append(batch, sequence: 1)
        try await stream.append(batch, sequence: 1)
        try await stream.append(batch, sequence: 1, client: "client-2")
        try await stream.working { try await stream.settle() }
        try await stream.append(batch, sequence: 1)
        try await stream.append(batch, sequence: 2)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.stored() == 300)
        let counts = try await stream.store.progress()[0].counts
        #expect((counts.processedBatches, counts.processedEvents) == (5, 300))
        #expect((counts.suppressedBatches, counts.suppressedEvents) == (2, 200))
    }

    /// Another project's batches, in the same partition, do not show.
    @Test func progressIsToldByProject() async throws {
        let stream = try await TestStream.make()
        let other = DeploymentKey(try await stream.database.makeProject(), DeploymentID("credit")!)
        try await stream.register(other)
        let batch = events(10, prefix: "a", in: Self.hour..<Self.hour + Timestamp.nanosPerHour)
        for _ in 0..<2 { try await stream.append(batch, sequence: 1) }
        for sequence in 1...5 as ClosedRange<UInt64> { try await stream.append(batch, sequence: sequence, to: other) }
        func progress(_ project: ProjectID) async throws -> [UInt64] {
            let answer = try await stream.asking(as: project, role: .reader) {
                try await stream.stream.getProgress(request: .init(), context: $0)
            }
            return [answer.appendedBatches, answer.processedBatches, answer.suppressedBatches, answer.suppressedEvents]
        }
        #expect(try await progress(stream.project) == [2, 0, 0, 0])
        try await stream.working { try await stream.settle() }
        #expect(try await progress(stream.project) == [2, 2, 1, 10])
        #expect(try await progress(other.project) == [5, 5, 0, 0])
        try await stream.append(batch, sequence: 2)
        #expect(try await progress(stream.project) == [3, 2, 1, 10])
    }

    @Test func requestsAreToldApartByTheirIDs() async throws {
        let stream = try await TestStream.make()
        let now = Timestamp.now
        func send(_ ids: [String], _ sequence: UInt64) async throws {
            try await stream.append(ids.map { event($0, at: now, age: 1) }, sequence: sequence, deduplication: .requestID)
        }
        try await send(["a", "b", "a"], 1)
        try await send(["b", "c"], 1)
        try await stream.working { try await stream.settle() }
        try await send(["a", "d"], 1)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.stored() == 4)
        #expect(try await stream.store.progress()[0].counts.suppressedEvents == 3)
    }

    @Test func whatCannotBeReadIsSetAsideAndStopsNothing() async throws {
        let stream = try await TestStream.make()
        try await stream.append([event("a", at: .now, age: 1)], sequence: 1)
        try await stream.append(payload: [1, 2, 3, 255], rows: 7, sequence: 2)
        try await stream.append([event("x", at: .now, deployment: "other")], sequence: 3)
        try await stream.append([event("b", at: .now, age: 2)], sequence: 4)
        try await stream.working { try await stream.settle() }
        #expect(try await stream.stored() == 2)
        #expect(try await stream.database.count("unreadable_records") == 2)
        #expect(try await stream.database.count("unreadable_records WHERE code = 'wrong_deployment'") == 1)
    }

    /// Workers that are stopped at random moments, several at once, sharing partitions: each event counts once.
    @Test(arguments: [1, 2, 3] as [UInt64]) func eachEventCountsOnceWhoeverIsStoppedWhen(seed: UInt64) async throws {
        let stream = try await TestStream.make(partitions: 4)
        var generator = SplitMix(state: seed)
        var others: [DeploymentKey] = [stream.key]
        for number in 1..<6 {
            others.append(DeploymentKey(stream.project, DeploymentID("credit\(number)")!))
            try await stream.register(others[number])
        }
        var configuration = TestStream.quick
        configuration.consumer.readRecords = 3
        let workers = (0..<2).map { _ in
            Task { [configuration, seed] in
                var generator = SplitMix(state: seed &* 77)
                while !Task.isCancelled {
                    let life = Duration.milliseconds(Int.random(in: 20...150, using: &generator))
                    try await stream.working(configuration) { try? await Task.sleep(for: life) }
                }
            }
        }
        defer { for worker in workers { worker.cancel() } }
        var sent: Int64 = 0
        for number in 1...60 {
            let key = others[number % others.count]
            let sequence = UInt64(number / others.count + 1)
            let batch = (0..<20).map { index in
                event("\(number)-\(index)", at: .now, age: Double(index), deployment: key.deployment.rawValue)
            }
            for _ in 0..<(generator.next() % 3 == 0 ? 2 : 1) { try await stream.append(batch, sequence: sequence, to: key) }
            sent += 20
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &generator)))
        }
        for worker in workers { worker.cancel() }
        for worker in workers { _ = await worker.result }
        try await stream.working { try await stream.settle() }
        var stored: Int64 = 0
        for key in others { stored += try await stream.stored(key) }
        #expect(stored == sent, "seed \(seed)")
        #expect(try await stream.store.progress().reduce(0) { $0 + $1.counts.processedEvents } == sent)
    }

    /// Two consumers of one partition without leases: the offset's compare-and-set alone keeps the counts right.
    @Test func aConsumerThatLostItsLeaseCannotCommit() async throws {
        let stream = try await TestStream.make()
        let logs = [stream.makeLog(), stream.makeLog()]
        defer { for log in logs { log.close() } }
        let consumers = logs.map { log in
            PartitionConsumer(
                partition: 0, log: log, store: stream.store, configuration: TestStream.quick.consumer, clock: .system,
                logger: TestPostgres.logger)
        }
        let tasks = consumers.map { consumer in Task { await consumer.run() } }
        defer { for task in tasks { task.cancel() } }
        for number in 1...50 { try await stream.append([event("\(number)", at: .now, age: 1)], sequence: UInt64(number)) }
        try await stream.settleCounting()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        #expect(try await stream.stored() == 50)
    }

    @Test func partitionsAreSharedFairlyAndTakenOver() async throws {
        let stream = try await TestStream.make(partitions: 4)
        let held = HeldPartitions()
        func run(_ name: String) -> Task<Void, Never> {
            let leases = PartitionLeases(
                pool: stream.streamPool, partitionCount: 4, interval: .milliseconds(20), logger: TestPostgres.logger
            ) { partition in
                await held.add(partition, to: name)
                try? await Task.sleep(for: .seconds(3600))
                await held.remove(partition, from: name)
            }
            return Task { await leases.run() }
        }
        let first = run("first")
        try await eventually("the first holds all") { await held["first"] == [0, 1, 2, 3] }
        let second = run("second")
        try await eventually("both hold two") { await [held["first"].count, held["second"].count] == [2, 2] }
        let (one, two) = await (held["first"], held["second"])
        #expect(one.isDisjoint(with: two))
        first.cancel()
        await first.value
        try await eventually("the second holds all") { await held["second"] == [0, 1, 2, 3] }
        second.cancel()
        await second.value
    }
}

/// Which partitions are worked on by whom.
private actor HeldPartitions {
    private var held: [String: Set<Int>] = [:]

    subscript(name: String) -> Set<Int> { held[name] ?? [] }

    func add(_ partition: Int, to name: String) { held[name, default: []].insert(partition) }
    func remove(_ partition: Int, from name: String) { held[name]?.remove(partition) }
}

extension TestStream {
    /// Events that a deployment's unsliced cells hold.
    func stored(_ key: DeploymentKey? = nil) async throws -> Int64 {
        try await streamPool.query(
            """
            SELECT coalesce(sum(events), 0)::int8 FROM profile_cells
            WHERE project_id = $1 AND deployment_id = $2 AND slice = '' AND NOT backfilled
            """, [.text((key ?? self.key).project.rawValue), .text((key ?? self.key).deployment.rawValue)]
        ).onlyRow().int8(0)
    }

    /// Waits until the log is counted.
    func settleCounting() async throws {
        try await eventually("the log is counted") {
            let ends = try await log.endOffsets()
            return try await store.progress().reduce(0) { $0 + $1.processedOffset } == ends.reduce(0, +)
        }
    }
}
