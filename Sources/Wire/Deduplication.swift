/// How a batch sent twice is known again.
package enum Deduplication: UInt8, Sendable, CaseIterable {
    /// By client, deployment and sequence.
    case sequence = 0
    /// By deployment and request id, for 24 hours.
    case requestID = 1
}
