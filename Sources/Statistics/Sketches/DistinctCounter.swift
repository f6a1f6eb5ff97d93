/// The number of distinct values, within a few percent, in a few kilobytes.
///
/// HyperLogLog with 64-bit hashes and Ertl's improved estimator (2017), which needs no tables and no switch between ranges. The relative
/// standard error is 1.04/√(2^precision). Merging is a maximum: any partition, order and repetition gives the same sketch.
package struct DistinctCounter: Sendable, Equatable {
    package let precision: Int
    private var registers: [UInt8]

    /// - Parameter precision: 4 to 18; 14 takes 16 kB at 0.8 %.
    package init(precision: Int = 14) {
        self.precision = min(max(4, precision), 18)
        registers = [UInt8](repeating: 0, count: 1 << self.precision)
    }

    /// The relative standard error of `value`.
    package var relativeError: Double { 1.04 / Double(registers.count).squareRoot() }

    package mutating func update(_ text: ExactText) { update(hash: StableHash.of(text.utf8)) }

    /// NaN is left out; −0 is 0.
    package mutating func update(_ x: Double) {
        guard !x.isNaN else { return }
        update(hash: StableHash.mix((x == 0 ? 0 : x).bitPattern &+ 0x9E37_79B9_7F4A_7C15))
    }

    package mutating func update(contentsOf values: Span<Double>) {
        for index in values.indices { update(values[index]) }
    }

    private mutating func update(hash: UInt64) {
        let register = Int(hash >> UInt64(64 - precision))
        let rest = hash << UInt64(precision)
        let rank = UInt8(min(rest.leadingZeroBitCount, 64 - precision) + 1)
        if rank > registers[register] { registers[register] = rank }
    }

    package mutating func merge(_ other: DistinctCounter) throws(StatisticsError) {
        guard precision == other.precision else {
            throw StatisticsError(
                .incompatible, "distinct counters of precision \(precision) and \(other.precision) do not merge")
        }
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    /// The estimated number of distinct values.
    package var value: Double {
        let m = Double(registers.count)
        let top = 65 - precision
        var counts = [Double](repeating: 0, count: top + 1)
        for register in registers { counts[min(Int(register), top)] += 1 }
        var z = m * Self.tau(1 - counts[top] / m)
        for rank in stride(from: top - 1, through: 1, by: -1) { z = 0.5 * (z + counts[rank]) }
        z += m * Self.sigma(counts[0] / m)
        return z.isFinite ? m * m / (2 * Math.log(2) * z) : 0
    }

    private static func sigma(_ start: Double) -> Double {
        guard start < 1 else { return .infinity }
        var (x, y, z) = (start, 1.0, start)
        while true {
            x *= x
            let before = z
            z += x * y
            y += y
            if z == before { return z }
        }
    }

    private static func tau(_ start: Double) -> Double {
        guard start > 0, start < 1 else { return 0 }
        var (x, y, z) = (start, 1.0, 1 - start)
        while true {
            x = x.squareRoot()
            let before = z
            y *= 0.5
            z -= (1 - x) * (1 - x) * y
            if z == before { return z / 3 }
        }
    }
}

extension DistinctCounter {
    static let formatVersion: UInt8 = 1

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        writer.count(precision)
        let used = registers.count { $0 != 0 }
        let isSparse = used * 3 < registers.count
        writer.byte(isSparse ? 1 : 0)
        if isSparse { writer.sparse(registers.map { Int($0) }) } else { writer.raw(registers) }
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "distinct counter")
        try reader.version(Self.formatVersion)
        precision = try reader.count(upTo: 18)
        guard precision >= 4 else { throw reader.corrupt("its precision is below 4") }
        let length = 1 << precision
        let ranks = try reader.byte() == 1 ? try reader.sparse(length: length) : try reader.raw(length).map { Int($0) }
        let limit = 65 - precision
        guard !ranks.contains(where: { $0 < 0 || $0 > limit }) else { throw reader.corrupt("a register is out of range") }
        registers = ranks.map { UInt8($0) }
        try reader.end()
    }
}
