/// What is wrong with a text.
enum TextFault {
    case invalidUTF8, nul

    var code: String { self == .nul ? "nul_character" : "invalid_utf8" }
    var complaint: String { self == .nul ? "contains U+0000" : "is not valid UTF-8" }
}

/// True when all bytes are 1 to 127: nothing can be wrong with such text.
func isPlainASCII(_ base: UnsafeRawPointer, _ range: Range<Int>) -> Bool {
    var offset = range.lowerBound
    var wide = SIMD16<UInt8>(repeating: 0)
    while offset &+ 16 <= range.upperBound {
        let bytes = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
        wide |= bytes | (bytes &- 1)
        offset &+= 16
    }
    var narrow: UInt8 = 0
    while offset < range.upperBound {
        let byte = base.load(fromByteOffset: offset, as: UInt8.self)
        narrow |= byte | (byte &- 1)
        offset &+= 1
    }
    let words = unsafeBitCast(wide, to: SIMD2<UInt64>.self)
    return narrow < 0x80 && (words[0] | words[1]) & 0x8080_8080_8080_8080 == 0
}

/// What is wrong with a text, or nil. Well-formed UTF-8 is table 3-7 of the Unicode Standard.
func textFault(_ base: UnsafeRawPointer, _ range: Range<Int>, allowsNul: Bool) -> TextFault? {
    let bytes = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    var hasNul = false
    var offset = 0
    while offset < bytes.count {
        let lead = bytes[offset]
        if lead < 0x80 {
            hasNul = hasNul || lead == 0
            offset += 1
            continue
        }
        guard let (length, second) = sequence(lead), bytes.count - offset >= length, second.contains(bytes[offset + 1]) else {
            return .invalidUTF8
        }
        for index in offset + 2..<max(offset + 2, offset + length) where bytes[index] & 0xC0 != 0x80 { return .invalidUTF8 }
        offset += length
    }
    return hasNul && !allowsNul ? .nul : nil
}

/// How long the sequence is that a byte above 127 begins, and what its second byte can be.
@inline(__always)
private func sequence(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
}
