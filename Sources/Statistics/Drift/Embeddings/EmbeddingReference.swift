/// What embeddings are compared with: the reference's centroid, the law of its vectors' cosines to it, and the directions that hold most
/// of its variance.
///
/// Of every two vectors one teaches (centroid, directions), the other is measured (cosines, errors): measured on their own teachers the
/// reference's errors would be too small, and any other sample would seem to drift.
package struct EmbeddingReference: Sendable {
    package static let binCount = 10
    /// Fewest vectors.
    package static let minimumCount = 20

    package let dimension: Int
    /// Of all vectors.
    package let centroid: [Double]
    package let count: Int
    /// Vectors with a value that is not finite, left out.
    package let invalidCount: Int
    package let components: PrincipalComponents
    /// Mean and sample standard deviation of the reconstruction errors of the vectors measured.
    package let meanError: Double
    package let errorDeviation: Double
    /// Vectors measured.
    package let measuredCount: Int
    /// The sum of the variances in all directions but the centroid's.
    let transverseVariance: Double
    let teaching: [Double]
    let cosineBins: HistogramBins
    let cosineCounts: [Int]

    /// nil for fewer than `minimumCount` finite vectors, more than `EmbeddingMoments.dimensionMax` dimensions, or vectors that are all equal.
    ///
    /// - Parameters:
    ///   - points: a vector a row.
    ///   - share: of the variance that the directions hold.
    package init?(_ points: Points, share: Double = PrincipalComponents.standardShare) {
        let finite = points.finite
        guard finite.count >= Self.minimumCount else { return nil }
        let taught = finite.rows(Array(stride(from: 0, to: finite.count, by: 2)))
        let measured = finite.rows(Array(stride(from: 1, to: finite.count, by: 2)))
        guard var moments = EmbeddingMoments(dimension: points.dimension) else { return nil }
        moments.update(taught)
        guard let teaching = moments.mean, let components = PrincipalComponents(moments, share: share) else { return nil }
        let errors = components.errors(measured)
        guard let meanError = Sample.mean(errors), let variance = Sample.variance(errors) else { return nil }
        let cosines = Cosine.all(measured, to: teaching)
        guard let bins = HistogramBins(.uniqueQuantiles, count: Self.binCount, reference: cosines) else { return nil }
        (self.teaching, self.components, self.meanError, cosineBins) = (teaching, components, meanError, bins)
        errorDeviation = variance.squareRoot()
        measuredCount = measured.count
        cosineCounts = bins.counts(cosines) + [cosines.count(where: \.isNaN)]
        let covariance = moments.covariance ?? []
        transverseVariance = Self.transverseVariance(covariance, across: teaching)
        dimension = points.dimension
        count = finite.count
        invalidCount = points.count - finite.count
        let half = Double(taught.count) / Double(finite.count)
        centroid = zip(teaching, Self.mean(measured)).map { $0 * half + $1 * (1 - half) }
    }

    private static func transverseVariance(_ covariance: [Double], across direction: [Double]) -> Double {
        let d = direction.count
        var (trace, along) = (0.0, 0.0)
        for row in 0..<d {
            trace += covariance[row * d + row]
            for column in 0..<d { along += direction[row] * covariance[row * d + column] * direction[column] }
        }
        let square = direction.reduce(0) { $0 + $1 * $1 }
        return max(0, trace - (square > 0 ? along / square : 0))
    }

    private static func mean(_ points: Points) -> [Double] {
        var sums = [Double](repeating: 0, count: points.dimension)
        for (index, value) in points.values.enumerated() { sums[index % points.dimension] += value }
        return sums.map { $0 / Double(points.count) }
    }
}

/// Cosines of vectors.
enum Cosine {
    /// NaN when one has length 0.
    static func between(_ a: [Double], _ b: [Double]) -> Double { of(a.span, from: 0, b) }

    static func of(_ values: Span<Double>, from start: Int, _ b: [Double]) -> Double {
        var (product, square, other) = (0.0, 0.0, 0.0)
        for index in b.indices {
            let x = values[start + index]
            product += x * b[index]
            square += x * x
            other += b[index] * b[index]
        }
        let norm = square.squareRoot() * other.squareRoot()
        return norm > 0 ? min(1, max(-1, product / norm)) : .nan
    }

    static func all(_ points: Points, to center: [Double]) -> [Double] {
        let values = points.values
        return (0..<points.count).map { of(values.span, from: $0 * points.dimension, center) }
    }
}
