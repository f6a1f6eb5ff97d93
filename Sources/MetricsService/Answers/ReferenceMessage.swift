internal import Contracts
internal import ProfileStore
internal import Protos

extension Driftwatch_V1_Reference {
    /// A reference as callers see it.
    init(_ record: ReferenceRecord) {
        self.init()
        id = record.id.rawValue
        deploymentID = record.deployment.deployment.rawValue
        version = UInt32(record.version)
        count = UInt64(clamping: record.events)
        createdUnixNanos = record.createdAt.nanos
        description_p = record.description
    }
}
