internal import EventLog
internal import GRPCCore
internal import Identity
internal import ProfileStore
internal import Protos

extension StreamRPC {
    /// How far the batches of the caller's project have been processed.
    func handle(_ request: Driftwatch_V1_GetProgressRequest) async throws -> Driftwatch_V1_Progress {
        guard let caller = Caller.current else {
            throw RPCError(code: .unauthenticated, message: "this call needs an API key: send authorization: Bearer dw_…")
        }
        let partitions = try await store.progress(of: caller.project)
        var progress = Driftwatch_V1_Progress()
        for counts in partitions.map(\.counts) {
            progress.processedBatches += UInt64(clamping: counts.processedBatches)
            progress.suppressedBatches += UInt64(clamping: counts.suppressedBatches)
            progress.suppressedEvents += UInt64(clamping: counts.suppressedEvents)
        }
        // Read after the counts, so that what was appended is never less than what was processed.
        let offsets = Dictionary(uniqueKeysWithValues: partitions.map { ($0.partition, $0.processedOffset) })
        let waiting = try await log.count(of: caller.project, after: offsets)
        progress.appendedBatches = progress.processedBatches + UInt64(clamping: waiting)
        return progress
    }
}
