internal import Contracts
internal import EventLog
internal import GRPCCore
internal import ProfileStore
internal import Protos
internal import Statistics
internal import Wire

/// Makes a reference of the logged events of a window of event time.
struct ReferenceFromLog {
    let log: PostgresEventLog
    let store: ProfileStore

    /// Events that a reference needs, so that anything can be compared with it.
    private static let leastEvents = 100

    /// Reads the deployment's partition of the log from its beginning to where its consumer stands: duplicates among later
    /// records are not known yet.
    func build(_ deployment: DeploymentKey, _ window: Driftwatch_V1_TimeWindow) async throws -> Reference {
        guard window.startUnixNanos < window.endUnixNanos else {
            throw RPCError(code: .invalidArgument, message: "the window is empty: its start must be before its end")
        }
        let range = window.startUnixNanos..<window.endUnixNanos
        let partition = log.partition(project: deployment.project, deployment: deployment.deployment)
        let end = try await store.progress().first { $0.partition == partition }?.processedOffset ?? 0
        let stored = try await store.catalogue(of: deployment)
        var catalogue = DeploymentCatalogue(deployment: deployment, features: stored.features, values: stored.values)
        var collector = ReferenceCollector()
        var reader = RecordReader()
        var offset: Int64 = 0
        while offset < end {
            let records = try await log.read(partition: partition, after: offset, maxRecords: 512, maxBytes: 16 << 20)
            guard let last = records.last else { break }
            let own = records.filter { $0.record.key == deployment && $0.position.offset <= end }
            if let first = own.first, let last = own.last {
                let suppressed = try await store.suppressed(
                    of: deployment, partition: partition, offsets: first.position.offset...last.position.offset, project: nil)
                for record in own {
                    let duplicates = suppressed[record.position.offset]
                    if case .some(.none) = duplicates { continue }
                    guard (try? reader.read(record.record)) != nil else { continue }
                    var skipped = reader.refusedRows(record.record)
                    skipped.formUnion((duplicates.flatMap { $0 } ?? []).map(Int.init))
                    collector.add(reader.batch, in: range, skipping: skipped, types: &catalogue)
                }
            }
            offset = last.position.offset
        }
        guard collector.count >= Self.leastEvents else {
            throw RPCError(
                code: .failedPrecondition,
                message: "the window has \(collector.count) logged events; a reference needs at least \(Self.leastEvents)")
        }
        return collector.build()
    }
}
