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
    ///
    /// The keys lie where the values were; a second buffer of the same size is the only memory taken.
    private static func radix(_ values: inout [Double]) {
        values.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = buffer.count
            for index in 0..<count { base[index] = Double(bitPattern: key(base[index])) }
            base.withMemoryRebound(to: UInt64.self, capacity: count) { home in
                let spare = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
                defer { spare.deallocate() }
                var keys = home
                order(&keys, spare: spare, count, digits: 4..<8)
                if !mend(keys, count) {
                    let other = keys == home ? spare : home
                    order(&keys, spare: other, count, digits: 0..<8)
                }
                if keys != home { home.update(from: keys, count: count) }
            }
            for index in 0..<count { base[index] = value(base[index].bitPattern) }
        }
    }

    /// Brings the keys into the order of some digits, equal ones as they were; `keys` then points to where they lie.
    private static func order(
        _ keys: inout UnsafeMutablePointer<UInt64>, spare other: UnsafeMutablePointer<UInt64>, _ count: Int, digits: Range<Int>
    ) {
        var spare = other
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 8 * 256) { histograms in
            histograms.initialize(repeating: 0)
            for index in 0..<count {
                let key = keys[index]
                for digit in digits {
                    histograms[digit &* 256 &+ Int(truncatingIfNeeded: (key >> UInt64(8 &* digit)) & 255)] &+= 1
                }
            }
            for digit in digits {
                let places = UnsafeMutableBufferPointer(rebasing: histograms[digit * 256..<digit * 256 + 256])
                let shift = UInt64(8 * digit)
                if places[Int((keys[0] >> shift) & 255)] == count { continue }
                var start = 0
                for bucket in 0..<256 {
                    let size = places[bucket]
                    places[bucket] = start
                    start += size
                }
                for index in 0..<count {
                    let key = keys[index]
                    let bucket = Int(truncatingIfNeeded: (key >> shift) & 255)
                    spare[places[bucket]] = key
                    places[bucket] &+= 1
                }
                swap(&keys, &spare)
            }
        }
    }

    /// Inserts what is out of order; false when that takes more than four moves a key, with the keys in some order.
    private static func mend(_ keys: UnsafeMutablePointer<UInt64>, _ count: Int) -> Bool {
        var left = 4 * count
        var index = 1
        while index < count {
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
