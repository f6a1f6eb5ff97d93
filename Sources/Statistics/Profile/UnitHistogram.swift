/// Counts of scores in 50 equal bins of [0, 1], and outside: the picture of a score without a reference.
package struct UnitHistogram: Sendable, Equatable {
    package static let resolution = 50

    /// Bin i holds i/50 ≤ x < (i+1)/50; the last one holds 1 too. Empty until the first score.
    package internal(set) var bins: [Int] = []
    package internal(set) var below: Int = 0
    package internal(set) var above: Int = 0

    package init() {}

    package var count: Int { BoundedCount.total(bins + [below, above]) }

    package mutating func update(_ x: Double) {
        guard !x.isNaN else { return }
        if bins.isEmpty { bins = [Int](repeating: 0, count: Self.resolution) }
        if x < 0 {
            below += 1
        } else if x > 1 {
            above += 1
        } else {
            bins[min(Int(x * Double(Self.resolution)), Self.resolution - 1)] += 1
        }
    }

    package mutating func merge(_ other: UnitHistogram) { add(other, sign: 1) }

    package mutating func subtract(_ other: UnitHistogram) { add(other, sign: -1) }

    private mutating func add(_ other: UnitHistogram, sign: Int) {
        below = BoundedCount.sum(below, sign * other.below)
        above = BoundedCount.sum(above, sign * other.above)
        guard !other.bins.isEmpty else { return }
        if bins.isEmpty { bins = [Int](repeating: 0, count: Self.resolution) }
        BoundedCount.add(other.bins, sign: sign, to: &bins)
    }

    func encode(into writer: inout ByteWriter) {
        writer.sparse(bins)
        writer.signed(below)
        writer.signed(above)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let counts = try reader.sparse(length: Self.resolution)
        if counts.contains(where: { $0 != 0 }) { bins = counts }
        below = try reader.signed()
        above = try reader.signed()
    }
}
