/// Reads RFC 8259 JSON strictly, within bounds: a body of any shape gives a value or a `JSONSyntaxError`, never more.
///
/// Refused: nesting beyond `depthMax`, more than `valuesMax` values, a name twice in one object, invalid UTF-8, half of a
/// surrogate pair. A number beyond a double's range is read as ±∞ for the reader to refuse where it stands.
package struct JSONParser {
    /// How deep values may be nested.
    package static let depthMax = 32
    /// How many values a text may have.
    package static let valuesMax = 1_000_000

    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    private var values = 0

    /// Reads a whole text.
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        parser.skipSpace()
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.error("more text after the value") }
        return value
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func error(_ reason: String) -> JSONSyntaxError {
        let before = bytes[..<min(index, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        return JSONSyntaxError(reason: reason, offset: before.count, line: line, column: before.count - lineStart + 1)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        values += 1
        guard values <= Self.valuesMax else { throw error("more than \(Self.valuesMax) values") }
        guard depth < Self.depthMax else { throw error("nested deeper than \(Self.depthMax)") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try number()
        case nil: throw error("the text ends where a value should be")
        default: throw error("unexpected character where a value should be")
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes.count - index >= expected.count, bytes[index..<index + expected.count].elementsEqual(expected) else {
            throw error("expected \(text)")
        }
        index += expected.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            index += 1
            return .array(elements)
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "]"):
                index += 1
                return .array(elements)
            default: throw error("expected , or ] in an array")
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if next == UInt8(ascii: "}") {
            index += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("expected a name in double quotes") }
            let start = index
            let name = try string()
            guard names.insert(name).inserted else {
                index = start
                throw error("a name stands twice in one object")
            }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw error("expected : after a name") }
            index += 1
            skipSpace()
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"):
                index += 1
                return .object(members)
            default: throw error("expected , or } in an object")
            }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = index
        if next == UInt8(ascii: "-") { index += 1 }
        if next == UInt8(ascii: "0") {
            index += 1
        } else if skipDigits() == 0 {
            throw error("expected a digit")
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            index += 1
            isInteger = false
            if skipDigits() == 0 { throw error("expected a digit after the point") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            index += 1
            isInteger = false
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
            if skipDigits() == 0 { throw error("expected a digit in the exponent") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, text != "-0", let value = Int64(text) { return .integer(value) }
        guard let value = Double(text) else { throw error("a number that cannot be read") }
        return .number(value)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while let byte = next, isDigit(byte) { index += 1 }
        return index - start
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func string() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
        if next == UInt8(ascii: "\"") {
            let text = try utf8(bytes[start..<index], from: start)
            index += 1
            return text
        }
        var buffer = Array(bytes[start..<index])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let text = try utf8(buffer, from: start)
                index += 1
                return text
            case UInt8(ascii: "\\"): try escape(into: &buffer)
            case ..<0x20: throw error("a control character in a string; escape it")
            default:
                buffer.append(byte)
                index += 1
            }
        }
        throw error("the text ends within a string")
    }

    private mutating func utf8(_ text: some Sequence<UInt8>, from start: Int) throws(JSONSyntaxError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            index = start
            throw error("a string that is not UTF-8")
        }
        return string
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONSyntaxError) {
        index += 1
        guard let kind = next else { throw error("the text ends within a string") }
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(kind)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: try unicodeEscape().utf8)
        default:
            index -= 1
            throw error("an unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> String {
        let first = try hexUnit()
        if let scalar = Unicode.Scalar(first) { return String(Character(scalar)) }
        guard first < 0xDC00, next == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u") else {
            throw error("half of a surrogate pair in a string")
        }
        index += 2
        let second = try hexUnit()
        guard (0xDC00...0xDFFF).contains(second) else { throw error("half of a surrogate pair in a string") }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair in a string") }
        return String(Character(scalar))
    }

    private mutating func hexUnit() throws(JSONSyntaxError) -> UInt16 {
        guard bytes.count - index >= 4 else { throw error("expected four hexadecimal digits") }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("expected four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
        }
        index += 4
        return unit
    }
}
