extension AndersonDarlingLaw {
    /// The limit law with ties: Σ λ_j χ²_j whose λ_j depend on the shares of the tied values; they sum to 1.
    ///
    /// The largest λ is found by power iteration, the rest is taken as a gamma law of its mean and variance, which are exact. Two distinct
    /// values give χ² with one degree of freedom exactly, many give the untied law to three digits.
    struct Tied: Sendable, Equatable {
        private let largest: Double
        private let restMean: Double
        private let restVariance: Double

        /// nil where the ties change the law's variance by less than 1 %.
        init?(sizes: [Int32]) {
            guard sizes.contains(where: { $0 > 1 }) else { return nil }
            let covariance = TiedCovariance(sizes: sizes)
            let variance = 2 * covariance.squareSum
            guard variance > 1.01 * standardDeviation * standardDeviation else { return nil }
            largest = min(1, covariance.largestEigenvalue)
            restMean = 1 - largest
            restVariance = max(0, variance - 2 * largest * largest)
        }

        /// P(A² > x).
        func survival(_ x: Double) -> Double {
            guard x > 0 else { return 1 }
            let end = (x / largest).squareRoot()
            let beyond = 2 * Normal.survival(end)
            guard restMean > 1e-9, restVariance > 1e-12 else { return beyond }
            let (shape, scale) = (restMean * restMean / restVariance, restVariance / restMean)
            // Substituting z = end·sin u makes the integrand smooth at the end.
            let steps = 200
            var sum = 0.0
            for step in 0..<steps {
                let u = Double.pi / 2 * (Double(step) + 0.5) / Double(steps)
                let z = end * Math.sin(u)
                let density = Math.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
                sum += density * GammaFunction.upper(shape, (x - largest * z * z) / scale) * end * Math.cos(u)
            }
            return min(1, beyond + 2 * sum * Double.pi / 2 / Double(steps))
        }
    }
}

/// The covariance of the difference of two distribution functions at the middles of tied groups, divided by its variances' roots.
private struct TiedCovariance {
    /// Of each group: its share, the share at its middle, its variance.
    private var shares: [Double] = []
    private var middles: [Double] = []
    private var variances: [Double] = []

    init(sizes: [Int32]) {
        let total = Double(sizes.reduce(0) { $0 + Int($1) })
        var below = 0.0
        for size in sizes {
            let share = Double(size) / total
            let middle = below + share / 2
            shares.append(share)
            middles.append(middle)
            variances.append(middle * (1 - middle) - share / 4)
            below += share
        }
    }

    /// Σ_ij of the squared entries, weighted by the shares.
    var squareSum: Double {
        var (sum, before) = (0.0, 0.0)
        for (index, share) in shares.enumerated() where variances[index] > 0 {
            let (middle, weight) = (middles[index], share / variances[index])
            sum += share * share + 2 * weight * (1 - middle) * (1 - middle) * before
            before += weight * middle * middle
        }
        return sum
    }

    var largestEigenvalue: Double {
        var vector = middles.map { $0 * (1 - $0) }
        var value = 0.0
        for _ in 0..<25 {
            let next = product(vector)
            var (projection, norm, size) = (0.0, 0.0, 0.0)
            for index in vector.indices where variances[index] > 0 {
                let weight = shares[index] / variances[index]
                projection += weight * vector[index] * next[index]
                norm += weight * vector[index] * vector[index]
                size += weight * next[index] * next[index]
            }
            guard norm > 0, size > 0 else { break }
            value = projection / norm
            vector = next.map { $0 / size.squareRoot() }
        }
        return value
    }

    private func product(_ vector: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: vector.count)
        var before = 0.0
        for index in vector.indices where variances[index] > 0 {
            let weighted = shares[index] / variances[index] * vector[index]
            result[index] = (1 - middles[index]) * before + shares[index] * vector[index]
            before += middles[index] * weighted
        }
        var after = 0.0
        for index in vector.indices.reversed() where variances[index] > 0 {
            result[index] += middles[index] * after
            after += (1 - middles[index]) * shares[index] / variances[index] * vector[index]
        }
        return result
    }
}
