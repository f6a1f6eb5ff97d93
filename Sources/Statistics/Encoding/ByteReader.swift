/// Reads what `ByteWriter` wrote. Nothing that the bytes say can trap or allocate beyond their own length.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0
    private let what: String
    /// The version byte, once read.
    private(set) var format: UInt8 = 0

    init(_ bytes: [UInt8], of what: String) {
        self.bytes = bytes
        self.what = what
    }

    var remaining: Int { bytes.count - position }

    func corrupt(_ why: String) -> StatisticsError {
        StatisticsError(
            .corrupt, "the bytes of the \(what) are damaged at offset \(position): \(why); read it again from its source")
    }

    /// Reads the version byte and refuses those below `oldest` and above `newest`.
    mutating func version(_ newest: UInt8, since oldest: UInt8? = nil) throws(StatisticsError) {
        format = try byte()
        let oldest = oldest ?? newest
        guard format >= oldest && format <= newest else {
            let read = oldest == newest ? "\(newest)" : "\(oldest) to \(newest)"
            throw StatisticsError(
                .unsupportedVersion,
                "the \(what) has format version \(format), this build reads \(read); use the build that wrote it")
        }
    }

    mutating func byte() throws(StatisticsError) -> UInt8 {
        guard position < bytes.count else { throw corrupt("they end too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func varint() throws(StatisticsError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw corrupt("an integer has more than 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw corrupt("an integer has more than 64 bits") }
        }
    }

    /// A count from 0 to `limit`.
    mutating func count(upTo limit: Int = .max) throws(StatisticsError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw corrupt("a count is beyond \(limit)") }
        return Int(value)
    }

    /// The number of items that follow, each of at least `size` bytes.
    mutating func items(ofAtLeast size: Int = 1) throws(StatisticsError) -> Int {
        try count(upTo: remaining / max(1, size))
    }

    /// A signed count within ±2^53. Sums of many are bounded where they are read: see `sparse` and `BoundedCount`.
    mutating func signed() throws(StatisticsError) -> Int {
        let value = try varint()
        let count = Int(truncatingIfNeeded: value >> 1) ^ -Int(truncatingIfNeeded: value & 1)
        guard count.magnitude <= UInt(BoundedCount.limit) else { throw corrupt("a count is out of range") }
        return count
    }

    mutating func number() throws(StatisticsError) -> Double {
        let significant = try count(upTo: 8)
        guard significant <= remaining else { throw corrupt("they end too early") }
        var bits: UInt64 = 0
        for index in 0..<significant { bits |= UInt64(bytes[position + index]) << UInt64(56 - 8 * index) }
        position += significant
        return Double(bitPattern: bits)
    }

    mutating func finite() throws(StatisticsError) -> Double {
        let value = try number()
        guard value.isFinite else { throw corrupt("a number is not finite") }
        return value
    }

    mutating func fixed() throws(StatisticsError) -> UInt64 {
        guard remaining >= 8 else { throw corrupt("they end too early") }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += 8
        return value
    }

    mutating func raw(_ length: Int) throws(StatisticsError) -> [UInt8] {
        guard length >= 0, length <= remaining else { throw corrupt("they end too early") }
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    mutating func text(upTo limit: Int = 65_536) throws(StatisticsError) -> ExactText {
        let length = try count(upTo: min(limit, remaining))
        return ExactText(utf8: try raw(length))
    }

    /// What `ByteWriter.sparse` wrote, as a dense array of `length`; the magnitudes of its counts add up to 2^53 at most.
    mutating func sparse(length: Int) throws(StatisticsError) -> [Int] {
        var counts = [Int](repeating: 0, count: length)
        let pairs = try count(upTo: length)
        var (index, total) = (-1, 0)
        for _ in 0..<pairs {
            index += try count(upTo: length) + 1
            guard index < length else { throw corrupt("a bin lies beyond the last one") }
            counts[index] = try signed()
            total += Int(counts[index].magnitude)
            guard total <= BoundedCount.limit else { throw corrupt("its counts are too large together") }
        }
        return counts
    }

    /// Throws unless every byte has been read.
    func end() throws(StatisticsError) {
        guard remaining == 0 else { throw corrupt("\(remaining) bytes are left over") }
    }
}
