/// Sums of the first four powers of x − centre: the moments of a column in a form that adds and subtracts.
///
/// The centre (the reference's median, or the first value seen) keeps the sums small, so that the variance of values far from
/// zero does not drown in rounding. Sums about different centres are brought to one by the binomial theorem.
/// Values that are not finite never enter. A sum that overflows makes the moments undefined (nil), not wrong.
package struct PowerSums: Sendable, Equatable {
    /// Number of finite values.
    package internal(set) var count: Int
    package internal(set) var center: Double
    /// Σ(x−c), Σ(x−c)², Σ(x−c)³, Σ(x−c)⁴.
    package internal(set) var sums: SIMD4<Double>

    package init(center: Double = 0) { self.init(count: 0, center: center, sums: .zero) }

    init(count: Int, center: Double, sums: SIMD4<Double>) {
        self.count = count
        self.center = center
        self.sums = sums
    }

    package mutating func update(_ x: Double) {
        guard x.isFinite else { return }
        if count == 0 && sums == .zero { center = x }
        accumulate(x)
    }

    /// Adds a finite value about the centre as it stands.
    @inline(__always)
    mutating func accumulate(_ x: Double) {
        let d = x - center
        let square = d * d
        sums += SIMD4(d, square, square * d, square * square)
        count += 1
    }

    /// The same values' sums about another centre.
    package func recentered(at target: Double) -> PowerSums {
        guard target != center, count != 0 || sums != .zero else { return PowerSums(count: count, center: target, sums: sums) }
        let h = center - target
        let n = Double(count)
        let (s1, s2, s3, s4) = (sums[0], sums[1], sums[2], sums[3])
        let h2 = h * h
        return PowerSums(
            count: count, center: target,
            sums: SIMD4(
                s1 + n * h,
                s2 + 2 * h * s1 + n * h2,
                s3 + 3 * h * s2 + 3 * h2 * s1 + n * h2 * h,
                s4 + 4 * h * s3 + 6 * h2 * s2 + 4 * h2 * h * s1 + n * h2 * h2))
    }

    package mutating func merge(_ other: PowerSums) {
        guard other.count != 0 || other.sums != .zero else { return }
        if count == 0 && sums == .zero { center = other.center }
        let moved = other.recentered(at: center)
        count += moved.count
        sums += moved.sums
    }

    package mutating func subtract(_ other: PowerSums) {
        let moved = other.recentered(at: center)
        count -= moved.count
        sums -= moved.sums
        if count == 0 { sums = .zero }
    }

    /// The mean, or nil without values.
    package var mean: Double? {
        guard count > 0 else { return nil }
        return defined(center + sums[0] / Double(count))
    }

    /// The variance with `ddof` degrees of freedom taken off (1: the sample's), or nil with too few values.
    package func variance(ddof: Int = 1) -> Double? {
        guard count > ddof else { return nil }
        return defined(max(0, sums[1] - sums[0] * sums[0] / Double(count)) / Double(count - ddof))
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

    private var centralMoments: (Double, Double, Double)? {
        guard count > 0 else { return nil }
        let n = Double(count)
        let m = sums[0] / n
        let (r2, r3, r4) = (sums[1] / n, sums[2] / n, sums[3] / n)
        let m2 = max(0, r2 - m * m)
        return (m2, r3 - 3 * m * r2 + 2 * m * m * m, r4 - 4 * m * r3 + 6 * m * m * r2 - 3 * m * m * m * m)
    }

    private func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension PowerSums {
    func encode(into writer: inout ByteWriter) {
        writer.signed(count)
        guard count != 0 else { return }
        writer.number(center)
        for index in 0..<4 { writer.number(sums[index]) }
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        self.init()
        count = try reader.signed()
        guard count != 0 else { return }
        center = try reader.finite()
        for index in 0..<4 { sums[index] = try reader.number() }
    }
}
