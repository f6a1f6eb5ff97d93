/// Appends integers, numbers and texts in the compact form that every summary of this module is stored in.
///
/// Integers are LEB128 varints (signed ones zigzag). A number is the significant bytes of its bit pattern behind their count:
/// zero takes one byte, small integers three, an arbitrary double nine.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func count(_ value: Int) { varint(UInt64(bitPattern: Int64(value))) }

    mutating func signed(_ value: Int) {
        varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))))
    }

    mutating func number(_ value: Double) {
        var bits = value.bitPattern
        let significant = 8 - bits.trailingZeroBitCount / 8
        bytes.append(UInt8(significant))
        for _ in 0..<significant {
            bytes.append(UInt8(truncatingIfNeeded: bits >> 56))
            bits <<= 8
        }
    }

    /// Eight bytes, for numbers that are rarely round.
    mutating func fixed(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    mutating func text(_ value: ExactText) {
        count(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// Counts, most of them zero: pairs of (zeros skipped, count), ended by the number of pairs at the front.
    mutating func sparse(_ counts: [Int]) {
        var pairs = 0
        for value in counts where value != 0 { pairs += 1 }
        count(pairs)
        var skipped = 0
        for value in counts {
            if value == 0 {
                skipped += 1
            } else {
                count(skipped)
                signed(value)
                skipped = 0
            }
        }
    }
}
