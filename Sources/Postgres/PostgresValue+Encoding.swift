extension PostgresValue {
    enum Form { case null, binary, text }

    /// Appends the value in the form that the server reads for `type`.
    func encode(as type: UInt32, into buffer: inout [UInt8], position: Int) throws(PostgresError) -> Form {
        switch self {
        case .null: return .null
        case .bytes(let bytes):
            buffer.append(contentsOf: bytes)
            return .binary
        case .text(let text):
            buffer.append(contentsOf: text.utf8)
            if PostgresType.isText(type) { return .binary }
            guard !text.utf8.contains(0) else { throw refusal(position, "holds U+0000, which Postgres cannot store") }
            return .text
        case .bool(let value):
            if type == PostgresType.bool {
                buffer.append(value ? 1 : 0)
                return .binary
            }
            buffer.append(UInt8(ascii: value ? "t" : "f"))
            return .text
        case .int8(let value): return try encode(value, as: type, into: &buffer, position: position)
        case .float8(let value): return encode(value, as: type, into: &buffer)
        case .boolArray(let values):
            try requireArray(type, PostgresType.boolArray, position)
            encodeArray(values, PostgresType.bool, into: &buffer) { $1.append($0 ? 1 : 0) }
        case .int4Array(let values): try encodeIntegers(values, as: type, into: &buffer, position: position)
        case .int8Array(let values): try encodeIntegers(values, as: type, into: &buffer, position: position)
        case .float8Array(let values):
            if type == PostgresType.float4Array {
                encodeArray(values, PostgresType.float4, into: &buffer) { $1.append(bigEndian: Float($0).bitPattern) }
            } else {
                try requireArray(type, PostgresType.float8Array, position)
                encodeArray(values, PostgresType.float8, into: &buffer) { $1.append(bigEndian: $0.bitPattern) }
            }
        case .textArray(let values):
            if type != PostgresType.varcharArray { try requireArray(type, PostgresType.textArray, position) }
            let element = type == PostgresType.varcharArray ? PostgresType.varchar : PostgresType.text
            encodeArray(values, element, into: &buffer) { $1.append(contentsOf: $0.utf8) }
        case .bytesArray(let values):
            try requireArray(type, PostgresType.byteaArray, position)
            encodeArray(values, PostgresType.bytea, into: &buffer) { $1.append(contentsOf: $0) }
        }
        return .binary
    }

    private func encode(
        _ value: Int64, as type: UInt32, into buffer: inout [UInt8], position: Int
    ) throws(PostgresError) -> Form {
        switch type {
        case PostgresType.int8: buffer.append(bigEndian: value)
        case PostgresType.int4: buffer.append(bigEndian: try narrowed(value, position) as Int32)
        case PostgresType.int2: buffer.append(bigEndian: try narrowed(value, position) as Int16)
        case PostgresType.oid: buffer.append(bigEndian: try narrowed(value, position) as UInt32)
        case PostgresType.float8: buffer.append(bigEndian: Double(value).bitPattern)
        case PostgresType.float4: buffer.append(bigEndian: Float(value).bitPattern)
        default:
            buffer.append(contentsOf: String(value).utf8)
            return .text
        }
        return .binary
    }

    private func encode(_ value: Double, as type: UInt32, into buffer: inout [UInt8]) -> Form {
        switch type {
        case PostgresType.float8: buffer.append(bigEndian: value.bitPattern)
        case PostgresType.float4: buffer.append(bigEndian: Float(value).bitPattern)
        default:
            buffer.append(contentsOf: value.description.utf8)
            return .text
        }
        return .binary
    }

    private func encodeIntegers<Integer: FixedWidthInteger>(
        _ values: [Integer], as type: UInt32, into buffer: inout [UInt8], position: Int
    ) throws(PostgresError) {
        switch type {
        case PostgresType.int8Array:
            encodeArray(values, PostgresType.int8, into: &buffer) { $1.append(bigEndian: Int64($0)) }
        case PostgresType.int4Array:
            let narrow = values.compactMap { Int32(exactly: $0) }
            guard narrow.count == values.count else { throw refusal(position, "holds a number that is no integer of 4 bytes") }
            encodeArray(narrow, PostgresType.int4, into: &buffer) { $1.append(bigEndian: $0) }
        case PostgresType.int2Array:
            let narrow = values.compactMap { Int16(exactly: $0) }
            guard narrow.count == values.count else { throw refusal(position, "holds a number that is no integer of 2 bytes") }
            encodeArray(narrow, PostgresType.int2, into: &buffer) { $1.append(bigEndian: $0) }
        default:
            throw refusal(position, "is an array of integers, but the statement wants type \(type); name the type in the SQL")
        }
    }

    private func narrowed<Integer: FixedWidthInteger>(_ value: Int64, _ position: Int) throws(PostgresError) -> Integer {
        guard let narrow = Integer(exactly: value) else {
            throw refusal(position, "is out of the range of an integer of \(MemoryLayout<Integer>.size) bytes")
        }
        return narrow
    }

    private func requireArray(_ type: UInt32, _ wanted: UInt32, _ position: Int) throws(PostgresError) {
        guard type == wanted else {
            throw refusal(position, "is an array of another type than the statement wants (\(type)); name the type in the SQL")
        }
    }

    private func refusal(_ position: Int, _ what: String) -> PostgresError {
        PostgresError(code: .invalidParameter, message: "parameter $\(position) \(what)")
    }
}

/// Appends the binary form of a one-dimensional array without NULLs.
private func encodeArray<Element>(
    _ values: [Element], _ type: UInt32, into buffer: inout [UInt8], _ write: (Element, inout [UInt8]) -> Void
) {
    buffer.append(bigEndian: Int32(values.isEmpty ? 0 : 1))
    buffer.append(bigEndian: Int32(0))
    buffer.append(bigEndian: type)
    guard !values.isEmpty else { return }
    buffer.append(bigEndian: Int32(values.count))
    buffer.append(bigEndian: Int32(1))
    for value in values {
        let lengthOffset = buffer.count
        buffer.append(bigEndian: Int32(0))
        write(value, &buffer)
        let length = Int32(buffer.count - lengthOffset - 4).bigEndian
        withUnsafeBytes(of: length) { bytes in
            for index in 0..<4 { buffer[lengthOffset + index] = bytes[index] }
        }
    }
}
