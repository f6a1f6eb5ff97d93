/// The limit law of Σ w_j·(Z_j)², where Z is a Brownian bridge seen at some places: what the weighted mean square of the difference of two
/// distribution functions follows without drift, whatever the ties. It is that of Σ λ_j χ²_j.
///
/// The largest λ is found by power iteration, the rest is taken as a gamma law of its mean and variance, which are exact. Two distinct values
/// give χ² with one degree of freedom exactly; calibrated to three digits at p = 0.01 for five values and more.
struct BridgeLaw: Sendable, Equatable {
    let mean: Double
    let variance: Double
    private let largest: Double

    /// - Parameters: ascending places in (0, 1), the variances there (t(1−t), or less for the mean over a tied group), and the weights.
    init?(places: [Double], variances: [Double], weights: [Double]) {
        let bridge = Bridge(places: places, variances: variances, weights: weights)
        mean = zip(weights, variances).reduce(0) { $0 + $1.0 * $1.1 }
        variance = 2 * bridge.squareSum
        largest = min(mean, bridge.largestEigenvalue)
        guard largest > 0 else { return nil }
    }

    /// P(Σ > x).
    func survival(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 1 }
        let end = (x / largest).squareRoot()
        let beyond = 2 * Normal.survival(end)
        let (restMean, restVariance) = (mean - largest, variance - 2 * largest * largest)
        guard restMean > 1e-9 * mean, restVariance > 1e-12 * variance else { return beyond }
        let (shape, scale) = (restMean * restMean / restVariance, restVariance / restMean)
        // Substituting z = end·sin u makes the integrand smooth at the end.
        let steps = 200
        var sum = 0.0
        for step in 0..<steps {
            let u = Double.pi / 2 * (Double(step) + 0.5) / Double(steps)
            let z = end * Math.sin(u)
            let density = Math.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            sum += density * GammaFunction.upper(shape, max(0, x - largest * z * z) / scale) * end * Math.cos(u)
        }
        return min(1, beyond + sum * Double.pi / Double(steps))
    }
}

/// The covariances s(1−t) of a bridge, s < t, weighted.
private struct Bridge {
    let places: [Double]
    let variances: [Double]
    let weights: [Double]

    /// Σ_ij w_i·w_j·Cov_ij².
    var squareSum: Double {
        var (sum, before) = (0.0, 0.0)
        for (index, place) in places.enumerated() {
            let (weight, diagonal) = (weights[index], weights[index] * variances[index])
            sum += diagonal * diagonal + 2 * weight * (1 - place) * (1 - place) * before
            before += weight * place * place
        }
        return sum
    }

    var largestEigenvalue: Double {
        var vector = places.map { $0 * (1 - $0) }
        var value = 0.0
        for _ in 0..<25 {
            let next = product(vector)
            var (projection, norm, size) = (0.0, 0.0, 0.0)
            for (index, weight) in weights.enumerated() {
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

    /// Σ_j Cov_ij·w_j·u_j, in one pass from each end.
    private func product(_ vector: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: vector.count)
        var before = 0.0
        for index in vector.indices {
            let weighted = weights[index] * vector[index]
            result[index] = (1 - places[index]) * before + variances[index] * weighted
            before += places[index] * weighted
        }
        var after = 0.0
        for index in vector.indices.reversed() {
            result[index] += places[index] * after
            after += (1 - places[index]) * weights[index] * vector[index]
        }
        return result
    }
}

extension BridgeLaw {
    /// Of Anderson–Darling's criterion: at the middles of tied groups, weighted by share over variance. Its mean is 1.
    ///
    /// nil where the ties change the law's variance by less than 1 %.
    static func andersonDarling(sizes: [Int32]) -> BridgeLaw? {
        guard sizes.contains(where: { $0 > 1 }) else { return nil }
        let total = Double(sizes.reduce(0) { $0 + Int($1) })
        var (places, variances, weights): ([Double], [Double], [Double]) = ([], [], [])
        var below = 0.0
        for size in sizes {
            let share = Double(size) / total
            let place = below + share / 2
            let variance = place * (1 - place) - share / 4
            below += share
            guard variance > 0 else { continue }
            places.append(place)
            variances.append(variance)
            weights.append(share / variance)
        }
        let untied = AndersonDarlingLaw.standardDeviation * AndersonDarlingLaw.standardDeviation
        guard let law = BridgeLaw(places: places, variances: variances, weights: weights), law.variance > 1.01 * untied else {
            return nil
        }
        return law
    }

    /// Of Cramér–von Mises' criterion: between tied groups, weighted by half of the shares on both sides.
    ///
    /// nil where the ties change the law's variance and mean by less than 1 %, or leave one group.
    static func cramerVonMises(sizes: [Int32]) -> BridgeLaw? {
        guard sizes.count > 1, sizes.contains(where: { $0 > 1 }) else { return nil }
        let total = Double(sizes.reduce(0) { $0 + Int($1) })
        var (places, variances, weights): ([Double], [Double], [Double]) = ([], [], [])
        var below = 0.0
        for (size, next) in zip(sizes, sizes.dropFirst()) {
            below += Double(size) / total
            places.append(below)
            variances.append(below * (1 - below))
            weights.append((Double(size) + Double(next)) / (2 * total))
        }
        guard let law = BridgeLaw(places: places, variances: variances, weights: weights) else { return nil }
        let isUntied = (law.variance * 45 - 1).magnitude < 0.01 && (law.mean * 6 - 1).magnitude < 0.01
        return isUntied ? nil : law
    }
}
