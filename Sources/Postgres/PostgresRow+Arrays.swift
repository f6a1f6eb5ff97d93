extension PostgresRow {
    /// `float8[]` or `real[]`. A NULL element reads as NaN.
    package func float8Array(_ column: Int) throws(PostgresError) -> [Double] {
        let array = try arrayValue(column, wanted: "float8Array")
        switch array.type {
        case PostgresType.float8: return array.map { $0.map { Double(bitPattern: bigEndian($0, 0)) } ?? .nan }
        case PostgresType.float4: return array.map { $0.map { Double(Float(bitPattern: bigEndian($0, 0))) } ?? .nan }
        default: throw mismatch(column, wanted: "float8Array")
        }
    }

    /// `int8[]`, `int4[]` or `int2[]` without NULLs.
    package func int8Array(_ column: Int) throws(PostgresError) -> [Int64] {
        let array = try arrayValue(column, wanted: "int8Array")
        let type = array.type
        guard [PostgresType.int8, PostgresType.int4, PostgresType.int2].contains(type) else {
            throw mismatch(column, wanted: "int8Array")
        }
        return try withoutNulls(column, array) { bytes in
            switch type {
            case PostgresType.int8: Int64(bitPattern: bigEndian(bytes, 0))
            case PostgresType.int4: Int64(Int32(bitPattern: bigEndian(bytes, 0)))
            default: Int64(Int16(bitPattern: bigEndian(bytes, 0)))
            }
        }
    }

    /// `int4[]` without NULLs.
    package func int4Array(_ column: Int) throws(PostgresError) -> [Int32] {
        let array = try arrayValue(column, wanted: "int4Array")
        guard array.type == PostgresType.int4 else { throw mismatch(column, wanted: "int4Array") }
        return try withoutNulls(column, array) { Int32(bitPattern: bigEndian($0, 0)) }
    }

    /// `text[]` or `varchar[]` without NULLs.
    package func textArray(_ column: Int) throws(PostgresError) -> [String] {
        let array = try arrayValue(column, wanted: "textArray")
        guard PostgresType.isText(array.type) else { throw mismatch(column, wanted: "textArray") }
        return try withoutNulls(column, array) { String(decoding: $0, as: UTF8.self) }
    }

    /// `bytea[]` without NULLs.
    package func bytesArray(_ column: Int) throws(PostgresError) -> [[UInt8]] {
        let array = try arrayValue(column, wanted: "bytesArray")
        guard array.type == PostgresType.bytea else { throw mismatch(column, wanted: "bytesArray") }
        return try withoutNulls(column, array) { Array($0) }
    }

    /// `bool[]` without NULLs.
    package func boolArray(_ column: Int) throws(PostgresError) -> [Bool] {
        let array = try arrayValue(column, wanted: "boolArray")
        guard array.type == PostgresType.bool else { throw mismatch(column, wanted: "boolArray") }
        return try withoutNulls(column, array) { $0[0] != 0 }
    }

    private func withoutNulls<Element>(
        _ column: Int, _ array: BinaryArray, _ decode: (UnsafeRawBufferPointer) -> Element
    ) throws(PostgresError) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(array.underestimatedCount)
        for bytes in array {
            guard let bytes else {
                throw PostgresError(
                    code: .unexpectedType, message: "column \(column) (\(handle.columnName(column))) is an array with a null")
            }
            elements.append(decode(bytes))
        }
        return elements
    }

    private func arrayValue(_ column: Int, wanted: String) throws(PostgresError) -> BinaryArray {
        let (type, bytes) = try value(column)
        switch type {
        case PostgresType.boolArray, PostgresType.byteaArray, PostgresType.int2Array, PostgresType.int4Array,
            PostgresType.textArray, PostgresType.varcharArray, PostgresType.int8Array, PostgresType.float4Array,
            PostgresType.float8Array:
            return BinaryArray(bytes)
        default: throw mismatch(column, wanted: wanted)
        }
    }
}

/// The elements of an array's binary form, of any number of dimensions, in storage order; nil is NULL.
private struct BinaryArray: Sequence, IteratorProtocol {
    let type: UInt32
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private var remaining: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        let dimensions = Int(bigEndian(bytes, 0) as Int32)
        type = bigEndian(bytes, 8)
        offset = 12 + 8 * dimensions
        remaining = dimensions == 0 ? 0 : 1
        for dimension in 0..<dimensions { remaining *= Int(bigEndian(bytes, 12 + 8 * dimension) as Int32) }
    }

    var underestimatedCount: Int { remaining }

    mutating func next() -> UnsafeRawBufferPointer?? {
        guard remaining > 0 else { return .none }
        remaining -= 1
        let length = Int(bigEndian(bytes, offset) as Int32)
        offset += 4
        guard length >= 0 else { return .some(nil) }
        defer { offset += length }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
    }
}
