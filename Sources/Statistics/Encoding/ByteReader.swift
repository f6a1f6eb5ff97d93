/// Reads what `ByteWriter` wrote. Nothing that the bytes say can trap or allocate beyond their own length.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0
    private let what: String

    init(_ bytes: [UInt8], of what: String) {
        self.bytes = bytes
        self.what = what
    }

    var remaining: Int { bytes.count - position }

    func corrupt(_ why: String) -> StatisticsError {
        StatisticsError(
            .corrupt, "the bytes of the \(what) are damaged at offset \(position): \(why); read it again from its source")
    }

    /// Reads the version byte and refuses any other than `expected`.
    mutating func version(_ expected: UInt8) throws(StatisticsError) {
        let found = try byte()
        guard found == expected else {
            throw StatisticsError(
                .unsupportedVersion,
                "the \(what) has format version \(found), this build reads \(expected); use the build that wrote it")
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

    /// A signed count within ±2^53: no sum of a few thousand of them overflows.
    mutating func signed() throws(StatisticsError) -> Int {
        let value = try varint()
        guard value >> 1 <= 1 << 53 else { throw corrupt("a count is out of range") }
        return Int(truncatingIfNeeded: value >> 1) ^ -Int(truncatingIfNeeded: value & 1)
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

    /// What `ByteWriter.sparse` wrote, as a dense array of `length`.
    mutating func sparse(length: Int) throws(StatisticsError) -> [Int] {
        var counts = [Int](repeating: 0, count: length)
        let pairs = try count(upTo: length)
        var index = -1
        for _ in 0..<pairs {
            index += try count(upTo: length) + 1
            guard index < length else { throw corrupt("a bin lies beyond the last one") }
            counts[index] = try signed()
        }
        return counts
    }

    /// Throws unless every byte has been read.
    func end() throws(StatisticsError) {
        guard remaining == 0 else { throw corrupt("\(remaining) bytes are left over") }
    }
}
