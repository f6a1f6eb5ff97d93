package import Contracts
package import EventLog
package import Logging
package import ProfileStore
internal import Statistics

/// Counts what came before a reference was taken up in the reference's bins, from the log as far as it goes back.
package struct Backfiller: Sendable {
    package let partition: Int
    private let log: PostgresEventLog
    private let store: ProfileStore
    private let sliceKeys: [MetadataKey]
    private let clock: WallClock
    private let logger: Logger

    /// Records and bytes between two commits.
    private static let readRecords = 512
    private static let readBytes = 16 << 20

    /// A backfiller of one partition.
    package init(
        partition: Int, log: PostgresEventLog, store: ProfileStore, sliceKeys: [MetadataKey], clock: WallClock, logger: Logger
    ) {
        self.partition = partition
        self.log = log
        self.store = store
        self.sliceKeys = sliceKeys
        self.clock = clock
        self.logger = logger
    }

    /// Brings one step further each reference that has been taken up. Says whether there is more to do.
    package func round() async throws -> Bool {
        let references = try await store.referencesInWork(partition: partition).filter { $0.activatedOffset != nil }
        for reference in references {
            try Task.checkCancellation()
            try await step(reference)
        }
        return !references.isEmpty
    }

    private func step(_ reference: ReferenceRecord) async throws {
        let end = reference.activatedOffset ?? 0
        var records: [StoredRecord] = []
        if reference.backfilledOffset < end {
            records = try await log.read(
                partition: partition, after: reference.backfilledOffset, maxRecords: Self.readRecords, maxBytes: Self.readBytes)
        }
        let isDone = records.isEmpty || (records.last?.position.offset ?? end) >= end
        let offset = isDone ? end : records.last?.position.offset ?? end
        let own = records.filter { $0.record.key == reference.deployment && $0.position.offset <= end }
        let (cells, events) = try await count(own, reference)
        try await store.storeBackfill(cells, of: reference, upTo: offset, events: events, isDone: isDone, at: clock.now)
        logger.info(
            isDone ? "the backfill of a reference is done" : "the backfill of a reference goes on",
            metadata: [
                "deployment": "\(reference.deployment.deployment)", "reference": "\(reference.id)", "offset": "\(offset)",
                "of": "\(end)", "events": "\(events)",
            ])
    }

    /// Counts records as they were counted the first time: without what was suppressed then.
    private func count(_ records: [StoredRecord], _ reference: ReferenceRecord) async throws -> (cells: [NewCell], events: Int64)
    {
        guard let first = records.first, let last = records.last else { return ([], 0) }
        let suppressed = try await store.suppressed(
            of: reference.deployment, partition: partition, offsets: first.position.offset...last.position.offset, project: nil)
        let stored = try await store.catalogue(of: reference.deployment)
        var counter = DeploymentCounter(
            catalogue: DeploymentCatalogue(deployment: reference.deployment, features: stored.features, values: stored.values),
            active: .init(version: reference.version, reference: try await store.reference(reference, project: nil)),
            sliceKeys: sliceKeys)
        var reader = RecordReader()
        for record in records {
            let duplicates = suppressed[record.position.offset]
            if case .some(.none) = duplicates { continue }
            guard (try? reader.read(record.record)) != nil else { continue }
            let refused = reader.refusedRows(record.record)
            counter.count(reader.batch, skipping: refused.union((duplicates.flatMap { $0 } ?? []).map(Int.init)))
        }
        let events = counter.takeActivity()?.events ?? 0
        return (try counter.takeCells(isBackfilled: true), events)
    }
}
