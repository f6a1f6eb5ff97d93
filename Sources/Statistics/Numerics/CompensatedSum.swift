/// A sum of doubles in a few operations each, whose error does not grow with their number (Neumaier 1974): to about two units in the last
/// place of what `ExactSum` gives, for terms of one sign. It has about 31 digits, so that what was merged and is subtracted again leaves
/// no trace at a double's precision. Infinities and NaN carry through.
package struct CompensatedSum: Sendable, Equatable {
    private var sum = 0.0
    private var lost = 0.0

    package init() {}

    @inline(__always)
    package mutating func add(_ value: Double) {
        // Knuth's two-sum: no branch on which is larger.
        let next = sum + value
        let part = next - sum
        lost += (sum - (next - part)) + (value - part)
        sum = next
    }

    /// Adds (`sign` 1) or subtracts (−1) another sum.
    package mutating func merge(_ other: CompensatedSum, sign: Double = 1) {
        add(sign * other.sum)
        lost += sign * other.lost
        normalize()
    }

    package var value: Double { sum.isFinite ? sum + lost : sum }

    /// Makes the first part the rounded sum, and the second its rest.
    private mutating func normalize() {
        let rest = lost
        lost = 0
        if sum.isFinite { add(rest) }
    }
}

extension CompensatedSum {
    func encode(into writer: inout ByteWriter) {
        writer.number(sum)
        writer.number(sum.isFinite ? lost : 0)
    }

    /// - Parameter isPlain: whether one number was written, as in the profiles' first format.
    init(from reader: inout ByteReader, isPlain: Bool) throws(StatisticsError) {
        sum = try reader.number()
        lost = isPlain ? 0 : try reader.number()
        if !lost.isFinite { throw reader.corrupt("the rest of a sum is not finite") }
    }
}
