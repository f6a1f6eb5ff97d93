internal import Contracts

/// Goes over the outermost fields of a message without understanding them, to know how much there is before anything is built.
package enum FieldWalk {
    /// How often a field occurs, up to the first place that is malformed.
    package static func count(_ field: Int, in message: UnsafeRawBufferPointer) -> Int {
        var count = 0
        visit(message) { number, _ in count += number == field ? 1 : 0 }
        return count
    }

    /// Calls `body` with the number and content of each field that is in no group, up to the first place that is malformed.
    static func visit(_ message: UnsafeRawBufferPointer, _ body: (Int, Range<Int>) -> Void) {
        var offset = 0
        var depth = 0
        while offset < message.count {
            guard let tag = varint(message, &offset) else { return }
            let start: Int
            switch tag & 7 {
            case 0:
                start = offset
                guard varint(message, &offset) != nil else { return }
            case 1, 5:
                start = offset
                offset += tag & 7 == 1 ? 8 : 4
            case 2:
                guard let length = varint(message, &offset), length <= UInt64(message.count - offset) else { return }
                start = offset
                offset += Int(length)
            case 3:
                depth += 1
                continue
            case 4 where depth > 0:
                depth -= 1
                continue
            default: return
            }
            guard offset <= message.count else { return }
            if depth == 0 { body(Int(truncatingIfNeeded: tag >> 3), start..<offset) }
        }
    }

    private static func varint(_ message: UnsafeRawBufferPointer, _ offset: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < message.count, shift < 70 {
            let byte = message[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}

extension FieldWalk {
    /// Refuses a message `InferenceBatch` with more columns than the limits before a full decoder builds them all: an empty column has
    /// two bytes on the wire and a hundred in memory.
    static func checkColumns(of batch: UnsafeRawBufferPointer, limits: Limits) throws(BatchFault) {
        var features = 0
        var metadataKeys = 0
        visit(batch) { number, _ in
            features += number == 10 ? 1 : 0
            metadataKeys += number == 13 ? 1 : 0
        }
        if features > limits.features { throw .tooMany("feature columns", limit: limits.features) }
        if metadataKeys > limits.metadataKeys { throw .tooMany("metadata columns", limit: limits.metadataKeys) }
    }
}
