internal import Contracts
internal import Protos
internal import SwiftProtobuf

/// The message `AppendRequest`, taken apart without a look into its batch.
package struct AppendEnvelope: Sendable {
    /// Of the client and deployment; 0 when the sender gave none.
    package private(set) var sequence: UInt64 = 0
    /// The encoded `InferenceBatch`, copied once out of the request; nil when there is none.
    package private(set) var batch: [UInt8]?
    private var deduplicationValue: UInt64 = 0

    /// Reads a request.
    ///
    /// - Throws: `BatchFault` when it is not one.
    package init(_ request: UnsafeRawBufferPointer) throws(BatchFault) {
        guard let base = request.baseAddress else { return }
        do throws(ReadFailure) {
            try decode(base, request.count)
        } catch {
            try checkColumns(request)
            try decodeUnusual(Array(request), because: error.reason)
        }
    }

    /// How the batch is known again when it is sent twice.
    ///
    /// - Throws: `BatchFault` when the sender asked for a way that this server does not have, or left the sequence out.
    package func deduplication() throws(BatchFault) -> Deduplication {
        guard let way = UInt8(exactly: deduplicationValue).flatMap(Deduplication.init) else {
            throw BatchFault(
                code: "deduplication",
                message: "deduplication is \(deduplicationValue); this server has 0 (by sequence) and 1 (by request id)")
        }
        guard sequence <= UInt64(Int64.max), way == .requestID || sequence > 0 else {
            throw BatchFault(
                code: "sequence",
                message: "sequence is \(sequence); it must be 1, 2, 3, … of the client and deployment")
        }
        return way
    }

    private mutating func decode(_ base: UnsafeRawPointer, _ count: Int) throws(ReadFailure) {
        var cursor = ProtobufCursor(base, 0..<count)
        var range: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .varint(1): sequence = try cursor.varint()
            case .bytes(2): try cursor.once(&range)
            case .varint(3): deduplicationValue = UInt64(UInt32(truncatingIfNeeded: try cursor.varint()))
            default: try cursor.skip(tag, known: 3)
            }
        }
        batch = range.map { Array(UnsafeRawBufferPointer(start: base + $0.lowerBound, count: $0.count)) }
    }

    /// Refuses what a full decoder would need too much memory for.
    private func checkColumns(_ request: UnsafeRawBufferPointer) throws(BatchFault) {
        var parts: [UInt8] = []
        FieldWalk.visit(request) { number, range in
            if number == 2 { parts += request[range] }
        }
        let joined = parts
        try joined.withUnsafeBytes { raw in
            Result { () throws(BatchFault) in try FieldWalk.checkColumns(of: raw, limits: .standard) }
        }.get()
    }

    private mutating func decodeUnusual(_ request: [UInt8], because reason: String) throws(BatchFault) {
        do {
            let message = try Driftwatch_V1_AppendRequest(serializedBytes: request)
            sequence = message.sequence
            deduplicationValue = UInt64(UInt32(truncatingIfNeeded: message.deduplication.rawValue))
            batch = message.hasBatch ? try message.batch.serializedBytes() : nil
        } catch {
            throw BatchFault(
                code: "malformed_protobuf", message: "the request is not a valid driftwatch.v1.AppendRequest: \(reason)")
        }
    }
}
