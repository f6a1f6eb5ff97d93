internal import EventLog
internal import GRPCCore
internal import Identity
internal import ProfileStore
internal import Protos

extension StreamRPC {
    /// How far the whole log, of all projects, has been processed. Any key may ask.
    func handle(_ request: Driftwatch_V1_GetProgressRequest) async throws -> Driftwatch_V1_Progress {
        guard Caller.current != nil else {
            throw RPCError(code: .unauthenticated, message: "this call needs an API key: send authorization: Bearer dw_…")
        }
        var progress = Driftwatch_V1_Progress()
        for partition in try await store.progress() {
            progress.processedBatches += UInt64(clamping: partition.processedOffset)
            progress.suppressedBatches += UInt64(clamping: partition.counts.suppressedBatches)
            progress.suppressedEvents += UInt64(clamping: partition.counts.suppressedEvents)
        }
        // Read after the consumers' offsets, so that it is never the smaller one. Offsets have no gaps.
        for offset in try await log.endOffsets() { progress.appendedBatches += UInt64(clamping: offset) }
        return progress
    }
}
