/// A row of a result. Columns count from 0.
///
/// Each accessor throws ``PostgresError/Code/unexpectedType`` when the column is NULL or has another type; those that end in
/// `OrNil` give nil for NULL. Integers of any width read as `int8`, real numbers and integers as `float8`.
package struct PostgresRow: Sendable {
    let handle: ResultHandle
    let index: Int

    /// The number of columns.
    package var count: Int { handle.columnCount }

    /// True when the column is NULL.
    package func isNull(_ column: Int) throws(PostgresError) -> Bool {
        try check(column)
        return handle.isNull(index, column)
    }

    /// `text`, `varchar`, `name`, `json`, `jsonb` or `uuid`.
    package func text(_ column: Int) throws(PostgresError) -> String {
        let (type, bytes) = try value(column)
        if PostgresType.isText(type) { return String(decoding: bytes, as: UTF8.self) }
        if type == PostgresType.jsonb { return String(decoding: bytes.dropFirst(), as: UTF8.self) }
        if type == PostgresType.uuid, bytes.count == 16 { return uuidText(bytes) }
        throw mismatch(column, wanted: "text")
    }

    /// `smallint`, `integer`, `bigint` or `oid`.
    package func int8(_ column: Int) throws(PostgresError) -> Int64 {
        let (type, bytes) = try value(column)
        guard let number = integer(type, bytes) else { throw mismatch(column, wanted: "int8") }
        return number
    }

    /// As ``int8(_:)``, as an `Int`.
    package func int(_ column: Int) throws(PostgresError) -> Int { Int(try int8(column)) }

    /// `real`, `double precision` or an integer type.
    package func float8(_ column: Int) throws(PostgresError) -> Double {
        let (type, bytes) = try value(column)
        switch type {
        case PostgresType.float8: return Double(bitPattern: bigEndian(bytes, 0))
        case PostgresType.float4: return Double(Float(bitPattern: bigEndian(bytes, 0)))
        default:
            guard let number = integer(type, bytes) else { throw mismatch(column, wanted: "float8") }
            return Double(number)
        }
    }

    /// A `boolean`.
    package func bool(_ column: Int) throws(PostgresError) -> Bool {
        let (type, bytes) = try value(column)
        guard type == PostgresType.bool else { throw mismatch(column, wanted: "bool") }
        return bytes[0] != 0
    }

    /// A copy of a `bytea`.
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] {
        let (type, bytes) = try value(column)
        guard type == PostgresType.bytea else { throw mismatch(column, wanted: "bytes") }
        return Array(bytes)
    }

    /// Calls `body` with a `bytea`, without copying it. The pointer must not leave `body`.
    package func withBytes<Result, Failure: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws -> Result {
        let (type, bytes) = try value(column)
        guard type == PostgresType.bytea else { throw mismatch(column, wanted: "bytes") }
        return try withExtendedLifetime(handle) { try body(bytes) }
    }

    /// A `timestamptz` in nanoseconds since the Unix epoch (Postgres keeps microseconds).
    package func timestampNanos(_ column: Int) throws(PostgresError) -> Int64 {
        let (type, bytes) = try value(column)
        guard type == PostgresType.timestamptz else { throw mismatch(column, wanted: "timestampNanos") }
        let micros = Int64(bitPattern: bigEndian(bytes, 0))
        let (sum, sumOverflow) = micros.addingReportingOverflow(microsFrom1970To2000)
        let (nanos, overflow) = sum.multipliedReportingOverflow(by: 1_000)
        return sumOverflow || overflow ? (micros < 0 ? .min : .max) : nanos
    }

    func check(_ column: Int) throws(PostgresError) {
        guard column >= 0, column < handle.columnCount else {
            throw PostgresError(
                code: .unexpectedType, message: "column \(column) was read of a result that has \(handle.columnCount)")
        }
    }

    func value(_ column: Int) throws(PostgresError) -> (type: UInt32, bytes: UnsafeRawBufferPointer) {
        try check(column)
        guard !handle.isNull(index, column) else {
            throw PostgresError(
                code: .unexpectedType, message: "column \(column) (\(handle.columnName(column))) is null; read it with …OrNil")
        }
        return (handle.type(column), handle.bytes(index, column))
    }

    func mismatch(_ column: Int, wanted: String) -> PostgresError {
        PostgresError(
            code: .unexpectedType,
            message: "column \(column) (\(handle.columnName(column))) has type \(handle.type(column)), which does not read as "
                + "\(wanted); cast it in the SQL")
    }

    private func integer(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch type {
        case PostgresType.int8: Int64(bitPattern: bigEndian(bytes, 0))
        case PostgresType.int4: Int64(Int32(bitPattern: bigEndian(bytes, 0)))
        case PostgresType.int2: Int64(Int16(bitPattern: bigEndian(bytes, 0)))
        case PostgresType.oid: Int64(bigEndian(bytes, 0) as UInt32)
        default: nil
        }
    }
}

private let microsFrom1970To2000: Int64 = 946_684_800_000_000

private func uuidText(_ bytes: UnsafeRawBufferPointer) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
        text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
}
