package import Contracts
package import EventLog
package import Logging
package import ProfileStore
internal import Postgres
internal import Statistics

/// Works on one partition of the log for as long as its process holds the lease: reads, counts, commits, takes up references.
package struct PartitionConsumer: Sendable {
    /// What bounds the work.
    package struct Configuration: Sendable {
        package var commit = CommitPolicy()
        /// Records and bytes of one read.
        package var readRecords = 256
        package var readBytes = 8 << 20
        /// How long an idle consumer waits before it looks again without having been woken.
        package var idlePoll: Duration = .seconds(1)
        /// Metadata keys whose values are slices.
        package var sliceKeys: [MetadataKey] = [.cohort]
        /// How long to wait after a failure, doubled up to the greatest.
        package var backoff: ClosedRange<Duration> = .milliseconds(200)...(.seconds(10))

        /// The defaults.
        package init() {}
    }

    package let partition: Int
    private let log: PostgresEventLog
    private let store: ProfileStore
    private let configuration: Configuration
    private let activity: StreamActivity
    private let clock: WallClock
    private let logger: Logger

    /// A consumer of one partition.
    package init(
        partition: Int, log: PostgresEventLog, store: ProfileStore, configuration: Configuration,
        activity: StreamActivity = StreamActivity(), clock: WallClock, logger: Logger
    ) {
        self.activity = activity
        self.partition = partition
        self.log = log
        self.store = store
        self.configuration = configuration
        self.clock = clock
        var logger = logger
        logger[metadataKey: "partition"] = "\(partition)"
        self.logger = logger
    }

    /// Runs until the task is cancelled. After a failure everything is read again from the last commit.
    package func run() async {
        var wait = configuration.backoff.lowerBound
        while !Task.isCancelled {
            let began = clock.now
            do {
                try await consume()
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                activity.interrupted()
                logger.warning("counting was interrupted: starting again from the last commit", metadata: ["error": "\(error)"])
            }
            if clock.now.elapsed(since: began) > .seconds(60) { wait = configuration.backoff.lowerBound }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, configuration.backoff.upperBound)
        }
    }

    private func consume() async throws {
        let progress = try await store.openPartition(partition, at: clock.now)
        var pending = PendingCommit(partition: partition, offset: progress.processedOffset, sliceKeys: configuration.sliceKeys)
        var lastCommit = Timestamp.epoch
        var lastLook = Timestamp.epoch
        logger.info("counting", metadata: ["after_offset": "\(progress.processedOffset)"])
        while !Task.isCancelled {
            let records = try await log.read(
                partition: partition, after: pending.countedOffset, maxRecords: configuration.readRecords,
                maxBytes: configuration.readBytes)
            try await count(records, into: &pending)
            let now = clock.now
            if pending.isEmpty {
                if now.elapsed(since: lastLook) >= configuration.idlePoll || now < lastLook {
                    try await takeUpReferences(&pending)
                    lastLook = now
                }
            } else if configuration.commit.isDue(
                now: now, lastCommit: lastCommit, pendingBytes: pending.pendingBytes, pendingCells: pending.pendingCells)
            {
                let commit = try pending.commit(at: now)
                let duration = try await ContinuousClock().measure { try await store.store(commit) }
                activity.committed(commit, in: duration)
                pending.committed(commit)
                lastCommit = now
                try await takeUpReferences(&pending)
                lastLook = now
            }
            guard records.isEmpty else { continue }
            let wait =
                pending.isEmpty ? configuration.idlePoll : configuration.commit.wait(now: clock.now, lastCommit: lastCommit)
            try await log.waitForAppend(partition: partition, after: pending.countedOffset, timeout: wait)
        }
    }

    /// Makes known what the records need and counts them.
    private func count(_ records: [StoredRecord], into pending: inout PendingCommit) async throws {
        guard !records.isEmpty else { return }
        let senders = pending.unknownSenders(of: records)
        pending.know(senders, windows: try await store.windows(of: senders))
        for deployment in pending.unknownDeployments(of: records) {
            let stored = try await store.catalogue(of: deployment)
            let catalogue = DeploymentCatalogue(deployment: deployment, features: stored.features, values: stored.values)
            pending.know(catalogue, active: try await activeReference(of: deployment))
        }
        let requests = pending.unknownRequests(of: records)
        if !requests.isEmpty { pending.know(requests: try await store.received(requests)) }
        for record in records { pending.count(record) }
    }

    private func activeReference(of deployment: DeploymentKey) async throws -> DeploymentCounter.ActiveReference? {
        guard let record = try await store.latestReference(of: deployment, isActive: true, project: nil) else { return nil }
        return DeploymentCounter.ActiveReference(
            version: record.version, reference: try await store.reference(record, project: nil))
    }

    /// Counts in the bins of references that were set meanwhile. Nothing may be pending.
    private func takeUpReferences(_ pending: inout PendingCommit) async throws {
        let new = try await store.referencesInWork(partition: partition).filter { $0.activatedOffset == nil }
        guard !new.isEmpty else { return }
        try await store.activate(new, partition: partition, offset: pending.committedOffset)
        for record in new {
            let reference = try await store.reference(record, project: nil)
            pending.activate(.init(version: record.version, reference: reference), of: record.deployment)
            logger.info(
                "a reference was taken up",
                metadata: [
                    "project": "\(record.deployment.project)", "deployment": "\(record.deployment.deployment)",
                    "reference": "\(record.id)", "version": "\(record.version)", "after_offset": "\(pending.committedOffset)",
                ])
        }
    }
}
