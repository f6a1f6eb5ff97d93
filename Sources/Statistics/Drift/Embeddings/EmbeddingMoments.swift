/// Means and covariances of vectors, in one pass, mergeable.
///
/// Sums are kept about the first vector, which keeps the digits of vectors far from zero; merging brings them to one centre. Costs d²/2
/// steps a vector and d² numbers. Vectors with a value that is not finite are counted apart and left out.
package struct EmbeddingMoments: Sendable, Equatable {
    package static let dimensionMax = 1_024
    private static let blockSize = 32

    package let dimension: Int
    /// Vectors that count.
    package private(set) var count = 0
    /// Vectors with a value that is not finite.
    package private(set) var invalidCount = 0
    private var center: [Double] = []
    private var sums: [Double]
    /// Σ(x−c)(x−c)ᵀ: the lower triangle, row after row.
    private var products: [Double]
    /// Vectors not yet multiplied, component after component.
    private var block: [Double] = []
    private var blockCount = 0

    /// nil for a dimension below 1 or above `dimensionMax`.
    package init?(dimension: Int) {
        guard dimension > 0, dimension <= Self.dimensionMax else { return nil }
        self.dimension = dimension
        sums = [Double](repeating: 0, count: dimension)
        products = [Double](repeating: 0, count: dimension * (dimension + 1) / 2)
    }

    /// Takes vectors, row after row. Values beyond the last whole row are left out.
    package mutating func update(contentsOf values: Span<Double>) {
        for start in stride(from: 0, through: values.count - dimension, by: dimension) { update(values, from: start) }
    }

    package mutating func update(_ points: Points) {
        let values = points.values
        if points.dimension == dimension { update(contentsOf: values.span) }
    }

    private mutating func update(_ values: Span<Double>, from start: Int) {
        for index in start..<start + dimension where !values[index].isFinite {
            invalidCount += 1
            return
        }
        if center.isEmpty { center = (start..<start + dimension).map { values[$0] } }
        if block.isEmpty { block = [Double](repeating: 0, count: dimension * Self.blockSize) }
        for index in 0..<dimension {
            let d = values[start + index] - center[index]
            sums[index] += d
            block[index * Self.blockSize + blockCount] = d
        }
        count += 1
        blockCount += 1
        if blockCount == Self.blockSize { flush() }
    }

    private mutating func flush() {
        guard blockCount > 0 else { return }
        let size = Self.blockSize
        for index in 0..<dimension { for place in blockCount..<size { block[index * size + place] = 0 } }
        block.withUnsafeBytes { block in
            products.withUnsafeMutableBufferPointer { products in
                var place = 0
                for row in 0..<dimension {
                    for column in 0...row {
                        var sum = SIMD4<Double>.zero
                        for item in stride(from: 0, to: size, by: 4) {
                            sum +=
                                block.loadUnaligned(fromByteOffset: 8 * (row * size + item), as: SIMD4<Double>.self)
                                * block.loadUnaligned(fromByteOffset: 8 * (column * size + item), as: SIMD4<Double>.self)
                        }
                        products[place] += sum.sum()
                        place += 1
                    }
                }
            }
        }
        blockCount = 0
    }

    /// Adds the vectors of another summary of the same dimension: equal to 1e-12 in any partition.
    package mutating func merge(_ other: EmbeddingMoments) throws(StatisticsError) {
        guard dimension == other.dimension else {
            throw StatisticsError(
                .incompatible, "moments of embeddings of \(dimension) and \(other.dimension) dimensions do not merge")
        }
        invalidCount += other.invalidCount
        guard other.count > 0 else { return }
        flush()
        var other = other
        other.flush()
        if count == 0 { center = other.center }
        // About our centre: Σ(x−c)(x−c)ᵀ = P + s·hᵀ + h·sᵀ + n·h·hᵀ, with h the way from our centre to theirs.
        let shift = zip(other.center, center).map { $0 - $1 }
        let n = Double(other.count)
        var place = 0
        for row in 0..<dimension {
            for column in 0...row {
                let cross = other.sums[row] * shift[column] + shift[row] * other.sums[column]
                products[place] += other.products[place] + cross + n * shift[row] * shift[column]
                place += 1
            }
        }
        for index in 0..<dimension { sums[index] += other.sums[index] + n * shift[index] }
        count += other.count
    }

    /// The centroid; nil without vectors.
    package var mean: [Double]? {
        count > 0 ? zip(center, sums).map { $0 + $1 / Double(count) } : nil
    }

    /// The covariances with n degrees of freedom, all of the matrix, row after row; nil without vectors.
    package var covariance: [Double]? {
        guard count > 0 else { return nil }
        var whole = self
        whole.flush()
        let n = Double(count)
        var matrix = [Double](repeating: 0, count: dimension * dimension)
        var place = 0
        for row in 0..<dimension {
            for column in 0...row {
                let value = whole.products[place] / n - sums[row] / n * (sums[column] / n)
                matrix[row * dimension + column] = value
                matrix[column * dimension + row] = value
                place += 1
            }
        }
        return matrix
    }
}
