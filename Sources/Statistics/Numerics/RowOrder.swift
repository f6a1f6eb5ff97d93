/// Rows in the order of a column's values: a stable radix sort of the values' bits with the row beside them.
package enum RowOrder {
    /// The rows by ascending value, equal values (−0 equals 0) in the order of rows. The values must not be NaN; fewer than 2³² of them.
    package static func ascending(_ values: [Double]) -> [Int32] {
        guard values.count > 2_048 else {
            return values.indices.map { Int32(truncatingIfNeeded: $0) }
                .sorted { (values[Int($0)], $0) < (values[Int($1)], $1) }
        }
        var keys = values.map { key($0) }
        var rows = values.indices.map { Int32(truncatingIfNeeded: $0) }
        var spareKeys = [UInt64](repeating: 0, count: keys.count)
        var spareRows = [Int32](repeating: 0, count: keys.count)
        var counts = [Int](repeating: 0, count: 4 * 65_536)
        for key in keys { for digit in 0..<4 { counts[digit << 16 | Int(key >> UInt64(16 * digit) & 0xFFFF)] += 1 } }
        for digit in 0..<4 {
            let shift = UInt64(16 * digit)
            if counts[digit << 16 | Int(keys[0] >> shift & 0xFFFF)] == keys.count { continue }
            var start = 0
            for bucket in digit << 16..<(digit + 1) << 16 { (counts[bucket], start) = (start, start + counts[bucket]) }
            for index in keys.indices {
                let bucket = digit << 16 | Int(keys[index] >> shift & 0xFFFF)
                let place = counts[bucket]
                counts[bucket] = place + 1
                spareKeys[place] = keys[index]
                spareRows[place] = rows[index]
            }
            swap(&keys, &spareKeys)
            swap(&rows, &spareRows)
        }
        return rows
    }

    private static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }
}
