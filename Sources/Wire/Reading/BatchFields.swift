internal import Contracts

/// Where the fields of a message `InferenceBatch` are.
struct BatchFields {
    var formatVersion: UInt32 = 0
    var deploymentID: Range<Int>?
    var count: UInt32 = 0
    var requestID: Range<Int>?
    var traceID: Range<Int>?
    var baseTime: Int64 = 0
    var timeDeltas: Range<Int>?
    var modelVersion: Range<Int>?
    var prediction: Range<Int>?
    var features: [Range<Int>] = []
    var latency: Range<Int>?
    var errorCode: Range<Int>?
    var metadata: [Range<Int>] = []
    var languageModel: Range<Int>?

    init(_ range: Range<Int>, in context: ReadContext) throws(ReadFailure) {
        features.reserveCapacity(16)
        metadata.reserveCapacity(4)
        var cursor = ProtobufCursor(context.base, range)
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(10):
                guard features.count < context.limits.features else {
                    throw .fault(.tooMany("feature columns", limit: context.limits.features))
                }
                features.append(try cursor.bytes())
            case .bytes(13):
                guard metadata.count < context.limits.metadataKeys else {
                    throw .fault(.tooMany("metadata columns", limit: context.limits.metadataKeys))
                }
                metadata.append(try cursor.bytes())
            default: try takeSingle(tag, &cursor)
            }
        }
    }

    private mutating func takeSingle(_ tag: ProtobufCursor.Tag, _ cursor: inout ProtobufCursor) throws(ReadFailure) {
        switch tag {
        case .varint(1): formatVersion = UInt32(truncatingIfNeeded: try cursor.varint())
        case .bytes(2): try cursor.once(&deploymentID)
        case .varint(3): count = UInt32(truncatingIfNeeded: try cursor.varint())
        case .bytes(4): try cursor.once(&requestID)
        case .bytes(5): try cursor.once(&traceID)
        case .fixed64(6): baseTime = Int64(bitPattern: try cursor.fixed64())
        case .bytes(7): try cursor.once(&timeDeltas)
        case .bytes(8): try cursor.once(&modelVersion)
        case .bytes(9): try cursor.once(&prediction)
        case .bytes(11): try cursor.once(&latency)
        case .bytes(12): try cursor.once(&errorCode)
        case .bytes(14): try cursor.once(&languageModel)
        default: try cursor.skip(tag, known: 14)
        }
    }
}
