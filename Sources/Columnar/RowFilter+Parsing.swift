extension RowFilter {
    /// Reads a condition such as `age > 60 and region in ('EU', 'US') and not income is null`.
    ///
    /// Operators: `= == != <> < <= > >=`, `in (…)`, `not in (…)`, `is null`, `is not null`, `and`, `or`, `not` (also `&& || !`, and
    /// words in capitals), parentheses. Texts stand in single or double quotes (doubled inside), names that are not plain words in
    /// backticks; `true` and `false` are booleans. Either side of a comparison may be the column.
    /// - Throws: `badCondition` with the place and what was expected.
    package init(parsing text: String) throws(ColumnarError) {
        var parser = RowFilterParser(text)
        self = try parser.parse()
    }
}

/// A recursive-descent parser over tokens; nesting is bounded, so that no text can exhaust the stack.
private struct RowFilterParser {
    private enum Token: Equatable {
        case word(String)
        case name(String)
        case text(String)
        case number(RowFilter.Constant)
        case sign(String)
        case end
    }

    private enum Operand {
        case column(String)
        case constant(RowFilter.Constant)
    }

    private static let deepest = 64

    private let source: String
    private var tokens: [Token] = []
    private var position = 0
    private var depth = 0

    init(_ source: String) { self.source = source }

    mutating func parse() throws(ColumnarError) -> RowFilter {
        try scan()
        let filter = try anyOf()
        guard peek == .end else { throw failure("expected 'and', 'or' or the end") }
        return filter
    }

    // MARK: - Grammar

    private mutating func anyOf() throws(ColumnarError) -> RowFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw failure("it is nested too deeply") }
        var parts = [try allOf()]
        while accept("or", "||") { parts.append(try allOf()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func allOf() throws(ColumnarError) -> RowFilter {
        var parts = [try factor()]
        while accept("and", "&&") { parts.append(try factor()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func factor() throws(ColumnarError) -> RowFilter {
        var isNegated = false
        while accept("not", "!") { isNegated.toggle() }
        let inner: RowFilter
        if accept("(") {
            inner = try anyOf()
            try expect(")")
        } else {
            inner = try comparison()
        }
        return isNegated ? .not(inner) : inner
    }

    private mutating func comparison() throws(ColumnarError) -> RowFilter {
        let left = try operand()
        if case .column(let name) = left {
            if accept("is") {
                let isNegated = accept("not")
                guard accept("null") || accept("missing") else { throw failure("expected 'null'") }
                return isNegated ? .not(.isMissing(name)) : .isMissing(name)
            }
            if accept("in") { return .isIn(name, try list()) }
            if accept("not") {
                guard accept("in") else { throw failure("expected 'in'") }
                return .not(.isIn(name, try list()))
            }
        }
        guard case .sign(let sign) = peek, let comparison = Self.comparison(sign) else {
            throw failure("expected a comparison")
        }
        position += 1
        switch (left, try operand()) {
        case (.column(let name), .constant(let constant)): return .compare(name, comparison, constant)
        case (.constant(let constant), .column(let name)): return .compare(name, Self.mirrored(comparison), constant)
        default: throw failure("expected a column on one side and a constant on the other")
        }
    }

    private mutating func list() throws(ColumnarError) -> [RowFilter.Constant] {
        try expect("(")
        var constants: [RowFilter.Constant] = []
        repeat {
            guard case .constant(let constant) = try operand() else { throw failure("expected a constant") }
            constants.append(constant)
        } while accept(",")
        try expect(")")
        return constants
    }

    private mutating func operand() throws(ColumnarError) -> Operand {
        let token = peek
        position += 1
        switch token {
        case .name(let name): return .column(name)
        case .text(let text): return .constant(.text(text))
        case .number(let number): return .constant(number)
        case .word(let word):
            switch word.lowercased() {
            case "true": return .constant(.boolean(true))
            case "false": return .constant(.boolean(false))
            case "and", "or", "not", "in", "is", "null": break
            default: return .column(word)
            }
        default: break
        }
        position -= 1
        throw failure("expected a column or a constant")
    }

    private static func comparison(_ sign: String) -> RowFilter.Comparison? {
        switch sign {
        case "=", "==": .equal
        case "!=", "<>": .notEqual
        case "<": .less
        case "<=": .lessOrEqual
        case ">": .greater
        case ">=": .greaterOrEqual
        default: nil
        }
    }

    private static func mirrored(_ comparison: RowFilter.Comparison) -> RowFilter.Comparison {
        switch comparison {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: comparison
        }
    }

    // MARK: - Tokens

    private var peek: Token { position < tokens.count ? tokens[position] : .end }

    private mutating func accept(_ words: String...) -> Bool {
        switch peek {
        case .word(let word) where words.contains(word.lowercased()): position += 1
        case .sign(let sign) where words.contains(sign): position += 1
        default: return false
        }
        return true
    }

    private mutating func expect(_ sign: String) throws(ColumnarError) {
        guard accept(sign) else { throw failure("expected '\(sign)'") }
    }

    private func failure(_ what: String) -> ColumnarError {
        let found: String =
            switch peek {
            case .word(let text), .name(let text), .text(let text), .sign(let text): "before '\(text)'"
            case .number: "before a number"
            case .end: "at the end"
            }
        return ColumnarError(.badCondition, "the condition \"\(source.prefix(200))\": \(what) \(found)")
    }

    private mutating func scan() throws(ColumnarError) {
        let bytes = Array(source.utf8)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): at += 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                let text = try quoted(bytes, &at)
                tokens.append(byte == UInt8(ascii: "`") ? .name(text) : .text(text))
            case _ where Self.startsNumber(bytes, at): tokens.append(.number(try number(bytes, &at)))
            case _ where Self.isWord(byte):
                let start = at
                while at < bytes.count && (Self.isWord(bytes[at]) || bytes[at] == UInt8(ascii: ".")) { at += 1 }
                tokens.append(.word(String(decoding: bytes[start..<at], as: UTF8.self)))
            default: tokens.append(.sign(Self.sign(bytes, &at)))
            }
        }
    }

    private func quoted(_ bytes: [UInt8], _ at: inout Int) throws(ColumnarError) -> String {
        let quote = bytes[at]
        var content: [UInt8] = []
        at += 1
        while at < bytes.count {
            if bytes[at] == quote {
                at += 1
                guard at < bytes.count && bytes[at] == quote else { return String(decoding: content, as: UTF8.self) }
            }
            content.append(bytes[at])
            at += 1
        }
        throw ColumnarError(.badCondition, "the condition \"\(source.prefix(200))\": a quote is not closed")
    }

    private func number(_ bytes: [UInt8], _ at: inout Int) throws(ColumnarError) -> RowFilter.Constant {
        let start = at
        at += 1
        while at < bytes.count {
            let isExponent = bytes[at] == UInt8(ascii: "e") || bytes[at] == UInt8(ascii: "E")
            let isSign = bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+")
            let afterExponent = bytes[at - 1] == UInt8(ascii: "e") || bytes[at - 1] == UInt8(ascii: "E")
            guard Self.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ".") || isExponent || (isSign && afterExponent) else {
                break
            }
            at += 1
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), at == bytes.count || !Self.isWord(bytes[at]) else {
            throw ColumnarError(.badCondition, "the condition \"\(source.prefix(200))\": '\(text)' is not a number")
        }
        return .number(number)
    }

    private static func sign(_ bytes: [UInt8], _ at: inout Int) -> String {
        let two = bytes[at..<min(at + 2, bytes.count)]
        let text = String(decoding: two, as: UTF8.self)
        if ["==", "!=", "<>", "<=", ">=", "&&", "||"].contains(text) {
            at += 2
            return text
        }
        at += 1
        return String(decoding: two.prefix(1), as: UTF8.self)
    }

    private static func startsNumber(_ bytes: [UInt8], _ at: Int) -> Bool {
        if isDigit(bytes[at]) { return true }
        guard at + 1 < bytes.count, ["-", "+", "."].contains(UnicodeScalar(bytes[at])) else { return false }
        let next = bytes[at + 1]
        if isDigit(next) { return true }
        return bytes[at] != UInt8(ascii: ".") && next == UInt8(ascii: ".") && at + 2 < bytes.count && isDigit(bytes[at + 2])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
            || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }
}
