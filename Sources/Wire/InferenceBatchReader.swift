package import Contracts
internal import Protos
internal import SwiftProtobuf

/// Reads and checks the message `InferenceBatch` where it lies, without copying its columns.
///
/// A reader keeps its buffers: use one for many batches. A batch in the encoding that generators write (packed scalars, each field
/// once) costs 12–20 ns an event; every other legal encoding is first brought into that one, and gives the same values.
///
/// The rules are in docs/wire-format.md. What a row breaks refuses the row (`batch.refused`), what the batch breaks the batch.
package struct InferenceBatchReader: Sendable {
    /// What the last successful `read` found; it lives as long as it is held.
    package private(set) var batch = ColumnarBatch()
    private let limits: Limits

    /// The deployment of the batch read last, also when the batch was refused; nil when it has none that is valid.
    package var deploymentID: DeploymentID? { batch.hasDeployment ? batch.deploymentID : nil }

    /// A reader with its own limits, or the product's.
    package init(limits: Limits = .standard) { self.limits = limits }

    /// Reads a whole message. `now` is when the batch arrived: events far from it are refused. Who reads a stored batch again gives
    /// the time of its arrival, and gets the same answer.
    ///
    /// - Throws: `BatchFault` when nothing of the batch can be taken; `batch` then means nothing.
    package mutating func read(_ message: [UInt8], now: Timestamp) throws(BatchFault) {
        try read(message, in: 0..<message.count, now: now)
    }

    /// Reads a message that is a part of another.
    package mutating func read(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) throws(BatchFault) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range out of bounds")
        batch.reset()
        guard range.count <= limits.batchBytes else {
            throw BatchFault(
                code: "batch_too_large",
                message: "the batch has \(range.count) bytes; at most \(limits.batchBytes) are taken: send smaller batches")
        }
        do throws(ReadFailure) {
            try decode(bytes, in: range, now: now)
        } catch {
            guard case .unusual(let what, let position) = error else { throw error.fault }
            try readUnusual(bytes, in: range, now: now, because: "\(what) (byte \(position - range.lowerBound))")
        }
    }

    private mutating func decode(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) throws(ReadFailure) {
        let limits = limits
        let result = bytes.withUnsafeBytes { raw -> Result<Void, ReadFailure> in
            guard let base = raw.baseAddress else { return .failure(.fault(.malformed("it is empty"))) }
            var context = ReadContext(payload: bytes, base: base, limits: limits, refusals: RowRefusals())
            do throws(ReadFailure) {
                try batch.decode(range, now: now, in: &context)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Brings the message into the usual encoding with a full decoder. `reason` is what the fast path met; it explains a failure better
    /// than the decoder does.
    private mutating func readUnusual(
        _ bytes: [UInt8], in range: Range<Int>, now: Timestamp, because reason: String
    ) throws(BatchFault) {
        try bytes.withUnsafeBytes { raw in
            Result { () throws(BatchFault) in
                try FieldWalk.checkColumns(of: UnsafeRawBufferPointer(rebasing: raw[range]), limits: limits)
            }
        }.get()
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        let message: Driftwatch_V1_InferenceBatch
        let canonical: [UInt8]
        do {
            message = try Driftwatch_V1_InferenceBatch(serializedBytes: Array(bytes[range]), options: options)
            canonical = try message.serializedBytes()
        } catch {
            throw error as? BinaryDecodingError == .invalidUTF8 ? .invalidUTF8("a name in the batch") : .malformed(reason)
        }
        do throws(ReadFailure) {
            try decode(canonical, in: 0..<canonical.count, now: now)
        } catch {
            throw error.fault
        }
    }
}
