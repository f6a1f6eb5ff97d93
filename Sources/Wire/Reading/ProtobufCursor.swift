/// Goes over the fields of a message as generators write it; anything else is `ReadFailure.unusual`.
struct ProtobufCursor {
    private let base: UnsafeRawPointer
    private var offset: Int
    private let end: Int

    /// The wire types that are read here; groups are not.
    enum WireType: UInt32 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    /// A field's number and wire type.
    struct Tag {
        let rawValue: UInt32

        var field: Int { Int(rawValue >> 3) }
        var wireType: WireType? { WireType(rawValue: rawValue & 7) }
    }

    /// A cursor over a part of the bytes that begin at `base`.
    init(_ base: UnsafeRawPointer, _ range: Range<Int>) {
        self.base = base
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next field's tag, or nil at the end.
    @inline(__always)
    mutating func nextTag() throws(ReadFailure) -> Tag? {
        guard offset < end else { return nil }
        let start = offset
        let value = try varint()
        guard offset - start <= 3, value >= 8 else { throw .unusual("an impossible field number", at: start) }
        return Tag(rawValue: UInt32(truncatingIfNeeded: value))
    }

    /// A variable-length integer of at most 64 bits.
    @inline(__always)
    mutating func varint() throws(ReadFailure) -> UInt64 {
        guard offset < end else { throw .unusual("the message ends within a field", at: offset) }
        let first = base.load(fromByteOffset: offset, as: UInt8.self)
        if first < 0x80 {
            offset += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    /// The bytes of a length-delimited field.
    @inline(__always)
    mutating func bytes() throws(ReadFailure) -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - offset) else { throw .unusual("a length runs past the end of the message", at: offset) }
        let start = offset
        offset += Int(length)
        return start..<offset
    }

    /// Takes the bytes of a field that is expected once.
    @inline(__always)
    mutating func once(_ range: inout Range<Int>?) throws(ReadFailure) {
        guard range == nil else { throw .unusual("a field in several parts", at: offset) }
        range = try bytes()
    }

    /// A fixed number of 64 bits.
    mutating func fixed64() throws(ReadFailure) -> UInt64 {
        try advance(8)
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset - 8, as: UInt64.self))
    }

    /// Passes over a field that the message does not know. One that it knows (up to `known`) has come with another wire type.
    mutating func skip(_ tag: Tag, known: Int) throws(ReadFailure) {
        guard tag.field > known, let type = tag.wireType else {
            throw .unusual("field \(tag.field) with wire type \(tag.rawValue & 7)", at: offset)
        }
        switch type {
        case .varint: _ = try varint()
        case .fixed64: try advance(8)
        case .bytes: _ = try bytes()
        case .fixed32: try advance(4)
        }
    }

    private mutating func advance(_ count: Int) throws(ReadFailure) {
        guard end - offset >= count else { throw .unusual("the message ends within a field", at: offset) }
        offset += count
    }

    private mutating func longVarint() throws(ReadFailure) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for index in offset..<min(end, offset + 10) {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 {
                offset = index + 1
                return value
            }
            shift += 7
        }
        throw .unusual("an integer without end", at: offset)
    }
}

extension ProtobufCursor.Tag {
    static func varint(_ field: UInt32) -> Self { Self(rawValue: field << 3) }
    static func fixed64(_ field: UInt32) -> Self { Self(rawValue: field << 3 | 1) }
    static func bytes(_ field: UInt32) -> Self { Self(rawValue: field << 3 | 2) }

    @inline(__always)
    static func ~= (pattern: Self, tag: Self) -> Bool { pattern.rawValue == tag.rawValue }
}
