internal import Contracts
internal import ProfileStore
internal import Statistics
internal import Synchronization

/// Decoded references, which never change: the ones asked for last.
final class ReferenceCache: Sendable {
    private static let limit = 64

    private let entries = Mutex<[ReferenceID: Reference]>([:])

    /// The bins and profile of a reference, read for its project only.
    func reference(_ record: ReferenceRecord, from store: ProfileStore) async throws -> Reference {
        if let known = entries.withLock({ $0[record.id] }) { return known }
        let reference = try await store.reference(record, project: record.deployment.project)
        entries.withLock { entries in
            if entries.count >= Self.limit { entries.removeAll() }
            entries[record.id] = reference
        }
        return reference
    }
}
