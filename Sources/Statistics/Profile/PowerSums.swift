/// Sums of the first four powers of x − centre: the moments of a column in a form that adds and subtracts.
///
/// The centre (near the reference's median, or the values' own) keeps the terms small, so that the variance of values far from zero
/// does not drown in their rounding. The sums have 47 digits (`ExtendedSums`): merging and subtracting lose nothing that a double could
/// show, whatever the sizes and places of the parts. Sums about different centres are brought to one by the binomial theorem, exactly.
/// Values that are not finite never enter. A sum that overflows (fourth powers do beyond 1e77) makes the moments that need it undefined
/// (nil), not wrong.
package struct PowerSums: Sendable, Equatable {
    /// Number of finite values.
    package internal(set) var count: Int
    package internal(set) var center: Double
    /// Σ(x−c), Σ(x−c)², Σ(x−c)³, Σ(x−c)⁴.
    private var sums: ExtendedSums

    package init(center: Double = 0) { self.init(count: 0, center: center, sums: .zero) }

    init(count: Int, center: Double, sums: ExtendedSums) {
        self.count = count
        self.center = center
        self.sums = sums
    }

    private var isEmpty: Bool { count == 0 && sums.isZero }

    package mutating func update(_ x: Double) {
        guard x.isFinite else { return }
        if isEmpty { center = x }
        accumulate(x)
    }

    /// Adds a finite value about the centre as it stands.
    @inline(__always)
    mutating func accumulate(_ x: Double) {
        sums.add(Self.powers(of: x - center))
        count += 1
    }

    /// Adds finite values about the centre as it stands, several times faster than one by one.
    mutating func accumulate(contentsOf values: UnsafeBufferPointer<Double>) {
        var start = 0
        while start < values.count {
            let end = min(start + Self.blockLength, values.count)
            var block = SIMD4<Double>.zero
            for index in start..<end { block += Self.powers(of: values[index] - center) }
            sums.add(block)
            start = end
        }
        count += values.count
    }

    /// How many terms are added plainly before their sum is added with its rounding error: 2^−45 of the terms' magnitude at worst.
    static let blockLength = 256

    @inline(__always)
    static func powers(of d: Double) -> SIMD4<Double> {
        let square = d * d
        return SIMD4(d, square, square * d, square * square)
    }

    /// The same values' sums about another centre.
    package func recentered(at target: Double) -> PowerSums {
        var moved = PowerSums(count: count, center: target, sums: sums)
        guard target != center, !isEmpty else { return moved }
        let (h, rest) = Self.difference(center, target)
        moved.sums.shift(by: h, count: count)
        if rest != 0 { moved.sums.shift(by: rest, count: count) }
        return moved
    }

    package mutating func merge(_ other: PowerSums) {
        guard !other.isEmpty else { return }
        if isEmpty { center = other.center }
        let moved = other.recentered(at: center)
        count = BoundedCount.sum(count, moved.count)
        sums.add(moved.sums)
    }

    package mutating func subtract(_ other: PowerSums) {
        let moved = other.recentered(at: center)
        count = BoundedCount.sum(count, -moved.count)
        sums.add(moved.sums, sign: -1)
        if count == 0 { sums = .zero }
    }

    /// a − b as a double and what it lacks.
    private static func difference(_ a: Double, _ b: Double) -> (value: Double, rest: Double) {
        let value = a - b
        let part = value - a
        return (value, (a - (value - part)) - (b + part))
    }

    /// The mean, or nil without values.
    package var mean: Double? {
        guard count > 0 else { return nil }
        let n = Double(count)
        let quotient = sums.high[0] / n
        let rest = (sums.high[0].addingProduct(-quotient, n) + sums.middle[0]) / n
        let (sum, lost) = Self.difference(center, -quotient)
        return defined(sum + (lost + rest))
    }

    /// The variance with `ddof` degrees of freedom taken off (1: the sample's), or nil with too few values.
    package func variance(ddof: Int = 1) -> Double? {
        guard count > ddof, let (m2, _, _) = centralMoments else { return nil }
        return defined(m2 * (Double(count) / Double(count - ddof)))
    }

    /// The square root of the sample variance.
    package var standardDeviation: Double? { variance().map { $0.squareRoot() } }

    /// Third standardised moment (biased, as scipy's default), nil for constant columns.
    package var skewness: Double? {
        guard let (m2, m3, _) = centralMoments, m2 > 0 else { return nil }
        return defined(m3 / (m2 * m2.squareRoot()))
    }

    /// Fourth standardised moment minus 3 (biased, as scipy's default), nil for constant columns.
    package var excessKurtosis: Double? {
        guard let (m2, _, m4) = centralMoments, m2 > 0 else { return nil }
        return defined(m4 / (m2 * m2) - 3)
    }

    /// From the sums about the mean as a double; nil when the variance is not finite.
    private var centralMoments: (Double, Double, Double)? {
        guard let mean else { return nil }
        let n = Double(count)
        let about = recentered(at: mean).sums.high / n
        let m = about[0]
        let m2 = about[1] - m * m
        // A comparison with NaN must not turn an overflow into 0.
        guard m2.isFinite else { return nil }
        return (
            max(0, m2), about[2] - 3 * m * about[1] + 2 * m * m * m,
            about[3] - 4 * m * about[2] + 6 * m * m * about[1] - 3 * m * m * m * m
        )
    }

    private func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension PowerSums {
    func encode(into writer: inout ByteWriter) {
        writer.signed(count)
        guard count != 0 else { return }
        writer.number(center)
        sums.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        self.init()
        count = try reader.signed()
        guard count != 0 else { return }
        center = try reader.finite()
        sums = try ExtendedSums(from: &reader, isPlain: reader.format < 2)
    }
}
