import Statistics

/// A JSON value whose texts keep their bytes: `JSONSerialization` would merge keys that differ only in normalisation.
enum Value {
    case null
    case bool(Bool)
    case number(Double)
    case text(ExactText)
    case list([Value])
    case map([(key: ExactText, value: Value)])

    subscript(key: String) -> Value? { self[exactly: ExactText(key)] }

    subscript(exactly key: ExactText) -> Value? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// A number, also one written as the text that stands for what JSON lacks.
    var number: Double? {
        switch self {
        case .number(let value): value
        case .bool(let value): value ? 1 : 0
        case .text("NaN"): .nan
        case .text("Infinity"): .infinity
        case .text("-Infinity"): -.infinity
        default: nil
        }
    }

    var string: String? { if case .text(let text) = self { text.description } else { nil } }
    var items: [Value]? { if case .list(let items) = self { items } else { nil } }
    var entries: [(key: ExactText, value: Value)]? { if case .map(let entries) = self { entries } else { nil } }

    /// Numbers of a list; what is not one is NaN.
    var numbers: [Double] { (items ?? []).map { $0.number ?? .nan } }

    /// Says in so many words that there is no value.
    static let undefined = Value.text("undefined")

    static func of(_ value: Double?) -> Value { value.map { .number($0) } ?? .undefined }
    static func of(_ values: [Double]) -> Value { .list(values.map { .number($0) }) }
    static func of(_ value: Int) -> Value { .number(Double(value)) }
    static func of(_ range: ClosedRange<Double>?) -> Value {
        range.map { .list([.number($0.lowerBound), .number($0.upperBound)]) } ?? .undefined
    }

    static func fields(_ entries: KeyValuePairs<String, Value>) -> Value { .map(entries.map { (ExactText($0.key), $0.value) }) }
}

/// A parser of JSON (RFC 8259) into `Value`.
struct ValueParser {
    private let bytes: [UInt8]
    private var position = 0

    struct Failure: Error { let offset: Int }

    static func parse(_ bytes: [UInt8]) throws -> Value {
        var parser = ValueParser(bytes: bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var failure: Failure { Failure(offset: position) }
    private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() { while [0x20, 0x0A, 0x0D, 0x09].contains(current) { position += 1 } }

    private mutating func expect(_ text: StaticString) throws {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: wanted) else { throw failure }
        position += wanted.count
    }

    private mutating func value() throws -> Value {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try map()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "N"):
            try expect("NaN")
            return .number(.nan)
        default: return try number()
        }
    }

    private mutating func map() throws -> Value {
        try expect("{")
        var entries: [(key: ExactText, value: Value)] = []
        skipSpace()
        while current != UInt8(ascii: "}") {
            skipSpace()
            let key = try text()
            skipSpace()
            try expect(":")
            entries.append((key, try value()))
            skipSpace()
            if current == UInt8(ascii: ",") { position += 1 } else if current != UInt8(ascii: "}") { throw failure }
        }
        position += 1
        return .map(entries)
    }

    private mutating func list() throws -> Value {
        try expect("[")
        var items: [Value] = []
        skipSpace()
        while current != UInt8(ascii: "]") {
            items.append(try value())
            skipSpace()
            if current == UInt8(ascii: ",") { position += 1 } else if current != UInt8(ascii: "]") { throw failure }
        }
        position += 1
        return .list(items)
    }

    private mutating func number() throws -> Value {
        let start = position
        while "+-.0123456789eE".utf8.contains(current) { position += 1 }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw failure }
        return .number(value)
    }

    private mutating func text() throws -> ExactText {
        try expect("\"")
        var result: [UInt8] = []
        while current != UInt8(ascii: "\"") {
            guard position < bytes.count else { throw failure }
            if current == UInt8(ascii: "\\") {
                position += 1
                try escape(into: &result)
            } else {
                result.append(current)
                position += 1
            }
        }
        position += 1
        return ExactText(utf8: result)
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        let kind = current
        position += 1
        switch kind {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code {
                try expect("\\u")
                code = 0x10000 + (code - 0xD800) << 10 + (try hexadecimal() - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure }
            result.append(contentsOf: Array(String(scalar).utf8))
        default: result.append(kind)
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure }
        position += 4
        return code
    }
}
