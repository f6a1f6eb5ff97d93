internal import Contracts

/// A vector a row, where they lie in the message. A row whose first number is NaN is missing.
package struct EmbeddingColumn: Sendable {
    private var payload: [UInt8] = []
    private var start = 0
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0
    /// Numbers in each vector.
    package private(set) var dimension = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The vector of a row, or nil when it is missing.
    package subscript(row: Int) -> [Float]? {
        isMissing(row) ? nil : (0..<dimension).map { self[row, $0] }
    }

    /// One number of a row.
    package subscript(row: Int, index: Int) -> Float {
        precondition(row >= 0 && row < count && index >= 0 && index < dimension, "row or index out of range")
        return payload.withUnsafeBytes { bytes in
            let offset = start + (row * dimension + index) * 4
            return Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
    }

    /// True when the row has no vector.
    package func isMissing(_ row: Int) -> Bool { self[row, 0].isNaN }

    mutating func reset() {
        payload = []
        (count, dimension) = (0, 0)
    }

    /// Takes the message `EmbeddingColumn`.
    mutating func decode(
        _ range: Range<Int>, column: ColumnName, in context: ReadContext
    ) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var width = 0
        var values: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .varint(1): width = Int(UInt32(truncatingIfNeeded: try cursor.varint()))
            case .bytes(2): try cursor.once(&values)
            default: try cursor.skip(tag, known: 2)
            }
        }
        guard let values, !values.isEmpty else { return }
        guard values.count % 4 == 0 else { throw .unusual("a packed float ends early", at: values.upperBound) }
        guard (1...context.limits.embeddingDimension).contains(width) else {
            throw .fault(
                BatchFault(
                    code: "embedding_dimension",
                    message: "\(column) has dimension \(width); it must be 1 to \(context.limits.embeddingDimension)"))
        }
        guard values.count / 4 == context.rows * width else {
            throw .fault(
                BatchFault(
                    code: "column_length",
                    message: "\(column) has \(values.count / 4) numbers where \(context.rows) events of dimension \(width) have "
                        + "\(context.rows * width): send that many, or leave the column out"))
        }
        (payload, start, count, dimension) = (context.payload, values.lowerBound, context.rows, width)
    }
}
