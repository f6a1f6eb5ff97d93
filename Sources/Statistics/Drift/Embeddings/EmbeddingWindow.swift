/// Embeddings counted against a reference: sums and counts that add up over any partition, and the drift that they show.
package struct EmbeddingWindow: Sendable {
    private let reference: EmbeddingReference
    /// Vectors that count.
    package private(set) var count = 0
    /// Vectors of another dimension, or with a value that is not finite.
    package private(set) var invalidCount = 0
    private var sums: [Double]
    private var cosineCounts: [Int]
    private var errors = PowerSums()

    package init(reference: EmbeddingReference) {
        self.reference = reference
        sums = [Double](repeating: 0, count: reference.dimension)
        cosineCounts = [Int](repeating: 0, count: reference.cosineCounts.count)
        errors = PowerSums(center: reference.meanError)
    }

    /// Takes vectors, row after row. Values beyond the last whole row are left out.
    package mutating func update(contentsOf values: Span<Double>) {
        for start in stride(from: 0, through: values.count - reference.dimension, by: reference.dimension) {
            update(values, from: start)
        }
    }

    package mutating func update(_ points: Points) {
        guard points.dimension == reference.dimension else {
            invalidCount += points.count
            return
        }
        let values = points.values
        update(contentsOf: values.span)
    }

    private mutating func update(_ values: Span<Double>, from start: Int) {
        let error = reference.components.error(values, from: start)
        guard error.isFinite else {
            invalidCount += 1
            return
        }
        count += 1
        for index in sums.indices { sums[index] += values[start + index] }
        let cosine = Cosine.of(values, from: start, reference.teaching)
        cosineCounts[cosine.isNaN ? cosineCounts.count - 1 : reference.cosineBins.bin(of: cosine)] += 1
        errors.update(error)
    }

    /// Adds a window of the same reference; counts exactly, sums to 1e-12.
    package mutating func merge(_ other: EmbeddingWindow) throws(StatisticsError) {
        guard reference.teaching == other.reference.teaching, cosineCounts.count == other.cosineCounts.count else {
            throw StatisticsError(.incompatible, "embeddings counted against different references do not merge")
        }
        count += other.count
        invalidCount += other.invalidCount
        for index in sums.indices { sums[index] += other.sums[index] }
        for index in cosineCounts.indices { cosineCounts[index] += other.cosineCounts[index] }
        errors.merge(other.errors)
    }

    /// 1 − the cosine of the two centroids, 0 to 2; nil without vectors or where a centroid is 0.
    package var centroidCosineDistance: Double? {
        guard count > 0 else { return nil }
        let cosine = Cosine.between(sums, reference.centroid)
        return cosine.isNaN ? nil : max(0, 1 - cosine)
    }

    /// What no drift would give `centroidCosineDistance` on average, at most 1: ½·(Σ variances across the centroid/‖centroid‖²)·(1/n+1/m). Where it is not far
    /// below the threshold, the vectors have no common direction and their centroids' angle means nothing.
    package var centroidNoiseFloor: Double? {
        let square = reference.centroid.reduce(0) { $0 + $1 * $1 }
        guard count > 0, square > 0 else { return nil }
        return min(1, 0.5 * reference.transverseVariance / square * (1 / Double(count) + 1 / Double(reference.count)))
    }

    /// PSI of the vectors' cosines to the reference's centroid, in tenths of the reference and one bin for vectors of length 0; nil without
    /// vectors. Its noise floor is `(B−1)(1/n+1/m)` with the n of `measuredCount`.
    package var cosinePSI: Double? {
        guard count > 0 else { return nil }
        return Divergence.psi(Divergence.smoothedShares(reference.cosineCounts), Divergence.smoothedShares(cosineCounts))
    }

    /// What no drift would give `cosinePSI` on average.
    package var cosineNoiseFloor: Double? {
        guard count > 0 else { return nil }
        return Double(cosineCounts.count - 1) * (1 / Double(reference.measuredCount) + 1 / Double(count))
    }

    /// How far the mean reconstruction error lies from the reference's, in standard deviations of the mean of so many vectors: beyond ±3 the
    /// vectors have left (or keep more strictly to) the reference's directions. nil without vectors or without spread in the reference.
    package var reconstruction: Double? {
        guard let effect = reconstructionEffect else { return nil }
        return effect / (1 / Double(count) + 1 / Double(reference.measuredCount)).squareRoot()
    }

    /// The same in standard deviations of a single vector's error, which does not grow with the number of vectors.
    package var reconstructionEffect: Double? {
        guard let mean = errors.mean, reference.errorDeviation > 0 else { return nil }
        return (mean - reference.meanError) / reference.errorDeviation
    }

    /// The mean distance from the reconstruction, in standardised units; nil without vectors.
    package var meanError: Double? { errors.mean }
}
