/// A parameter of a statement.
///
/// It is sent in the binary form of the type that the server wants at that place: an `int8` becomes a `smallint`, `integer`,
/// `bigint` or `double precision`; a text becomes anything that can be written as text (`uuid`, `jsonb`, `timestamptz`, …).
/// Where the server cannot infer a type, name it in the SQL: `$1::float8[]`.
package enum PostgresValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int8(Int64)
    case float8(Double)
    case text(String)
    case bytes([UInt8])
    case boolArray([Bool])
    case int4Array([Int32])
    case int8Array([Int64])
    case float8Array([Double])
    case textArray([String])
    case bytesArray([[UInt8]])
}

extension PostgresValue {
    /// The text, or NULL.
    package init(_ value: String?) { self = value.map(PostgresValue.text) ?? .null }

    /// The number, or NULL.
    package init(_ value: Int64?) { self = value.map(PostgresValue.int8) ?? .null }

    /// The number, or NULL.
    package init(_ value: Int?) { self = value.map { .int8(Int64($0)) } ?? .null }

    /// The number, or NULL.
    package init(_ value: Double?) { self = value.map(PostgresValue.float8) ?? .null }

    /// The truth value, or NULL.
    package init(_ value: Bool?) { self = value.map(PostgresValue.bool) ?? .null }

    /// The bytes, or NULL.
    package init(_ value: [UInt8]?) { self = value.map(PostgresValue.bytes) ?? .null }
}

extension PostgresValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int8(value) }
    package init(floatLiteral value: Double) { self = .float8(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}
