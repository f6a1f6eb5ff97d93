/// A sum of doubles in a few operations each, whose error does not grow with their number (Neumaier 1974): to about two units in the last
/// place of what `ExactSum` gives, for terms of one sign. Infinities and NaN carry through.
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

    package mutating func merge(_ other: CompensatedSum) {
        add(other.sum)
        lost += other.lost
    }

    package var value: Double { sum.isFinite ? sum + lost : sum }
}
