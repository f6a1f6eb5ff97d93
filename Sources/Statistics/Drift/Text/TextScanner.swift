/// Reads the characters of UTF-8 bytes that may be damaged: a byte that belongs to no valid sequence is a character of its own (Python's
/// `surrogateescape`).
struct TextScanner {
    /// One character: a Unicode scalar, or nil for a byte that is none.
    struct Character {
        let scalar: Unicode.Scalar?
        let range: Range<Int>
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> Character? {
        guard position < bytes.count else { return nil }
        let start = position
        let first = UInt32(bytes[start])
        if first < 0x80 {
            position += 1
            return Character(scalar: Unicode.Scalar(first), range: start..<position)
        }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, start + length <= bytes.count else { return invalid() }
        var value = first & (0x7F >> UInt32(length))
        for index in start + 1..<start + length {
            guard bytes[index] & 0xC0 == 0x80 else { return invalid() }
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= least, let scalar = Unicode.Scalar(value) else { return invalid() }
        position += length
        return Character(scalar: scalar, range: start..<position)
    }

    private mutating func invalid() -> Character {
        position += 1
        return Character(scalar: nil, range: position - 1..<position)
    }
}

extension TextScanner.Character {
    var isASCII: Bool { (scalar?.value ?? 0x80) < 0x80 }

    /// Unicode's white space and the separators 0x1C to 0x1F: what Python's `str.split` splits at.
    var isSpace: Bool {
        guard let scalar else { return false }
        let value = scalar.value
        if value < 0x80 { return value == 0x20 || (value >= 0x09 && value <= 0x0D) || (value >= 0x1C && value <= 0x1F) }
        return scalar.properties.isWhitespace
    }

    /// 0 to 9 in any script.
    var isDigit: Bool {
        guard let scalar else { return false }
        if scalar.value < 0x80 { return scalar.value >= 0x30 && scalar.value <= 0x39 }
        return scalar.properties.numericType == .decimal
    }

    var isUpper: Bool {
        guard let scalar else { return false }
        if scalar.value < 0x80 { return scalar.value >= 0x41 && scalar.value <= 0x5A }
        return scalar.properties.isUppercase
    }

    /// ASCII's 32 marks and symbols, and Unicode's punctuation.
    var isPunctuation: Bool {
        guard let scalar else { return false }
        let value = scalar.value
        if value < 0x80 {
            return (value >= 0x21 && value <= 0x2F) || (value >= 0x3A && value <= 0x40) || (value >= 0x5B && value <= 0x60)
                || (value >= 0x7B && value <= 0x7E)
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}
