/// The directions that hold most of the variance of standardised vectors, and what of a vector they leave out.
///
/// scikit-learn's `StandardScaler` (population standard deviation, constant components left at scale 1) followed by `PCA(share)`: the fewest
/// components whose variance is above the share.
package struct PrincipalComponents: Sendable, Equatable {
    package static let standardShare = 0.65

    package let dimension: Int
    /// Components kept.
    package let count: Int
    /// Of each component kept: its share of all variance, descending.
    package let varianceShares: [Double]
    private let mean: [Double]
    private let scale: [Double]
    /// One component after another.
    private let directions: [Double]

    /// nil for fewer than two vectors, or when all are equal.
    ///
    /// - Parameters:
    ///   - moments: of the vectors.
    ///   - share: of the variance, above 0 and below 1.
    package init?(_ moments: EmbeddingMoments, share: Double = standardShare) {
        guard moments.count > 1, share > 0, share < 1, let mean = moments.mean, var matrix = moments.covariance else {
            return nil
        }
        let d = moments.dimension
        // Rounding leaves a constant component a variance of about 1e-16 of its square.
        let scale = (0..<d).map { index in
            let variance = matrix[index * d + index]
            return variance > 1e-14 * mean[index] * mean[index] ? variance.squareRoot() : 1
        }
        for row in 0..<d { for column in 0..<d { matrix[row * d + column] /= scale[row] * scale[column] } }
        guard let eigen = SymmetricEigen(matrix, dimension: d) else { return nil }
        let total = eigen.values.reduce(0) { $0 + max(0, $1) }
        guard total > 1e-9 else { return nil }
        var (kept, sum) = (0, 0.0)
        while kept < d && sum <= share * total {
            sum += max(0, eigen.values[kept])
            kept += 1
        }
        dimension = d
        count = kept
        varianceShares = eigen.values[..<kept].map { $0 / total }
        self.mean = mean
        self.scale = scale
        directions = Array(eigen.vectors[..<(kept * d)])
    }

    /// The distance of each vector from its reconstruction, in standardised units; NaN for a vector with a value that is not finite.
    package func errors(_ points: Points) -> [Double] {
        guard points.dimension == dimension else { return [] }
        let values = points.values
        return (0..<points.count).map { error(values.span, from: $0 * dimension) }
    }

    /// ‖z − VVᵀz‖ = √(‖z‖² − ‖Vᵀz‖²) computed from the difference itself, which keeps the digits of a small one.
    func error(_ values: Span<Double>, from start: Int) -> Double {
        var rest = [Double](repeating: 0, count: dimension)
        for index in 0..<dimension { rest[index] = (values[start + index] - mean[index]) / scale[index] }
        let whole = rest
        for component in 0..<count {
            let first = component * dimension
            var projection = 0.0
            for index in 0..<dimension { projection += directions[first + index] * whole[index] }
            for index in 0..<dimension { rest[index] -= projection * directions[first + index] }
        }
        let square = rest.reduce(0) { $0 + $1 * $1 }
        return square.isFinite ? square.squareRoot() : .nan
    }
}
