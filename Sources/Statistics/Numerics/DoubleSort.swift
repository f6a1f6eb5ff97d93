/// Sorting doubles by their bits: without comparisons that branch, several times the standard library's speed.
package enum DoubleSort {
    /// Ascending order; −0 before 0. The array must not contain NaN.
    package static func sort(_ values: inout [Double]) {
        guard values.count > 64 else {
            values.withUnsafeMutableBufferPointer { insertion($0) }
            return
        }
        guard values.count >= 1_024 else {
            values.sort()
            return
        }
        radix(&values)
    }

    private static func insertion(_ values: UnsafeMutableBufferPointer<Double>) {
        var index = 1
        while index < values.count {
            let x = values[index]
            var hole = index
            while hole > 0 && values[hole - 1] > x {
                values[hole] = values[hole - 1]
                hole -= 1
            }
            values[hole] = x
            index += 1
        }
    }

    /// By digits of 8 bits, least significant first, leaving out digits that are all equal. The upper half of the bits comes first: it orders
    /// most values already, and an insertion mends the rest; only where that takes too long do all digits have their turn.
    private static func radix(_ values: inout [Double]) {
        let count = values.count
        var keys = values.map { key($0) }
        var spare = [UInt64](repeating: 0, count: count)
        var histograms = [Int](repeating: 0, count: 8 * 256)
        histograms.withUnsafeMutableBufferPointer { histograms in
            for key in keys {
                for digit in 4..<8 {
                    histograms[digit &* 256 &+ Int(truncatingIfNeeded: (key >> UInt64(8 &* digit)) & 255)] &+= 1
                }
            }
        }
        for digit in 4..<8 { pass(digit, &keys, &spare, &histograms) }
        if !mend(&keys) {
            for key in keys { for digit in 0..<4 { histograms[digit * 256 + Int((key >> UInt64(8 * digit)) & 255)] += 1 } }
            for digit in 4..<8 { for bucket in 0..<256 { histograms[digit * 256 + bucket] = 0 } }
            for key in keys { for digit in 4..<8 { histograms[digit * 256 + Int((key >> UInt64(8 * digit)) & 255)] += 1 } }
            for digit in 0..<8 { pass(digit, &keys, &spare, &histograms) }
        }
        for index in 0..<count { values[index] = value(keys[index]) }
    }

    /// Brings the keys into the order of a digit, equal ones as they were.
    private static func pass(_ digit: Int, _ keys: inout [UInt64], _ spare: inout [UInt64], _ histograms: inout [Int]) {
        let shift = UInt64(8 * digit)
        let first = Int((keys[0] >> shift) & 255)
        if histograms[digit * 256 + first] == keys.count { return }
        var start = 0
        for bucket in digit * 256..<digit * 256 + 256 {
            let size = histograms[bucket]
            histograms[bucket] = start
            start += size
        }
        keys.withUnsafeBufferPointer { keys in
            spare.withUnsafeMutableBufferPointer { spare in
                histograms.withUnsafeMutableBufferPointer { histograms in
                    for key in keys {
                        let bucket = digit &* 256 &+ Int(truncatingIfNeeded: (key >> shift) & 255)
                        spare[histograms[bucket]] = key
                        histograms[bucket] &+= 1
                    }
                }
            }
        }
        swap(&keys, &spare)
    }

    /// Inserts what is out of order; false when that takes more than four moves a key, with the keys in some order.
    private static func mend(_ keys: inout [UInt64]) -> Bool {
        keys.withUnsafeMutableBufferPointer { keys in
            var left = 4 * keys.count
            var index = 1
            while index < keys.count {
                let key = keys[index]
                var hole = index
                while hole > 0 && keys[hole &- 1] > key {
                    keys[hole] = keys[hole &- 1]
                    hole &-= 1
                }
                keys[hole] = key
                left -= index - hole
                if left < 0 { return false }
                index += 1
            }
            return true
        }
    }

    @inline(__always)
    private static func key(_ x: Double) -> UInt64 {
        let bits = x.bitPattern
        return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }

    @inline(__always)
    private static func value(_ key: UInt64) -> Double {
        Double(bitPattern: key ^ (key >> 63 == 0 ? .max : 1 << 63))
    }
}
