/// Decodes packed integers. The fastest case, all of them below 128, is one widening copy.
enum PackedVarints {
    /// Decodes exactly `count` 32-bit integers into `output`. Returns how many there are; when that is not `count`, `output` is
    /// left as it was.
    static func decode(
        _ range: Range<Int>, into output: inout [UInt32], count: Int, at base: UnsafeRawPointer
    ) throws(ReadFailure) -> Int {
        let source = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
        let found = try terminators(source, at: range.lowerBound)
        guard found == count else { return found }
        output.resize(to: count, with: 0)
        let isComplete = output.withUnsafeMutableBufferPointer { buffer in
            guard source.count != count else {
                for index in 0..<count { buffer[index] = UInt32(source[index]) }
                return true
            }
            return decode(source, into: buffer)
        }
        guard isComplete else { throw .unusual("an integer of more than 32 bits", at: range.lowerBound) }
        return found
    }

    /// Adds `count` zigzag-encoded differences up, from `start`. Returns how many there are; when that is not `count`, `output` is left
    /// as it was. A sum that 64 bits cannot hold gives nil.
    static func accumulate(
        _ range: Range<Int>, from start: Int64, into output: inout [Int64], count: Int, at base: UnsafeRawPointer
    ) throws(ReadFailure) -> Int? {
        let source = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
        let found = try terminators(source, at: range.lowerBound)
        guard found == count else { return found }
        output.resize(to: count, with: 0)
        var sum = start
        var overflows = false
        var offset = 0
        let isComplete = output.withUnsafeMutableBufferPointer { buffer in
            for index in 0..<count {
                guard let value = next(source, &offset) else { return false }
                let (next, overflow) = sum.addingReportingOverflow(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
                sum = next
                overflows = overflows || overflow
                buffer[index] = sum
            }
            return true
        }
        guard isComplete else { throw .unusual("an integer of more than 64 bits", at: range.lowerBound) }
        return overflows ? nil : found
    }

    /// How many integers end in the bytes. The last byte must end one.
    private static func terminators(_ source: UnsafeRawBufferPointer, at position: Int) throws(ReadFailure) -> Int {
        guard let last = source.last else { return 0 }
        guard last < 0x80 else { throw .unusual("a packed integer ends early", at: position + source.count) }
        var continuing = 0
        var offset = 0
        while offset &+ 8 <= source.count {
            let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            continuing &+= (word & highBits).nonzeroBitCount
            offset &+= 8
        }
        while offset < source.count {
            continuing &+= Int(source[offset] >> 7)
            offset &+= 1
        }
        return source.count - continuing
    }

    /// Decodes until the output is full; false when an integer has more than 5 bytes. As many integers end in the source as the
    /// output takes, and its last byte ends one: no read can pass its end.
    private static func decode(_ source: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt32>) -> Bool {
        var offset = 0
        for index in 0..<output.count {
            var byte = source[offset]
            offset &+= 1
            var value = UInt32(byte & 0x7F)
            var shift: UInt32 = 7
            while byte >= 0x80 {
                guard shift < 35 else { return false }
                byte = source[offset]
                offset &+= 1
                value |= UInt32(byte & 0x7F) &<< shift
                shift &+= 7
            }
            output[index] = value
        }
        return true
    }

    /// The next integer; nil when it has more than 10 bytes. One of up to 8 bytes, with 8 left to read, takes no loop.
    @inline(__always)
    private static func next(_ source: UnsafeRawBufferPointer, _ offset: inout Int) -> UInt64? {
        if offset &+ 8 <= source.count {
            let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let ends = ~word & highBits
            if ends != 0 {
                let bits = ends.trailingZeroBitCount &+ 1
                offset &+= bits >> 3
                return compact(word & (UInt64.max &>> UInt64(64 &- bits)))
            }
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 70 {
            let byte = source[offset]
            offset &+= 1
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        return nil
    }

    /// Joins the lower 7 bits of 8 bytes.
    @inline(__always)
    private static func compact(_ word: UInt64) -> UInt64 {
        let pairs = (word & 0x7F00_7F00_7F00_7F00) >> 1 | word & 0x007F_007F_007F_007F
        let quads = (pairs & 0x3FFF_0000_3FFF_0000) >> 2 | pairs & 0x0000_3FFF_0000_3FFF
        return (quads & 0x0FFF_FFFF_0000_0000) >> 4 | quads & 0x0000_0000_0FFF_FFFF
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080
}
