/// The law of the Anderson–Darling criterion without drift.
package enum AndersonDarlingLaw {
    /// √(2(π²−9)/3): the limit law's standard deviation; its mean is 1.
    static let standardDeviation = (2 * (Double.pi * Double.pi - 9) / 3).squareRoot()

    /// P(A² > z) of the limit law Σ χ²_j/(j(j+1)) for two samples.
    ///
    /// Marsaglia and Marsaglia's series (2004) up to 12; beyond, where the complement would lose digits, the tail √3·erfc(√z) of the largest
    /// term (Zolotarev 1961), joined there. Relative error below 2 % in the far tail, where p < 2e-6.
    package static func survival(_ z: Double) -> Double {
        guard z > 0 else { return z.isNaN ? .nan : 1 }
        if z <= joint { return max(0, min(1, 1 - cumulative(z))) }
        return tail(z) * (1 - cumulative(joint)) / tail(joint)
    }

    private static let joint = 12.0

    private static func tail(_ z: Double) -> Double { 3.0.squareRoot() * Math.erfc(z.squareRoot()) }

    /// P(A² ≤ z) of the limit law.
    package static func cumulative(_ z: Double) -> Double {
        guard z >= 0.01 else { return z.isNaN ? .nan : 0 }
        var factor = 1 / z
        var sum = factor * term(z, 0)
        for j in 1..<100 {
            factor *= (0.5 - Double(j)) / Double(j)
            let next = sum + Double(4 * j + 1) * factor * term(z, j)
            if next == sum { break }
            sum = next
        }
        return sum
    }

    private static func term(_ z: Double, _ j: Int) -> Double {
        let odd = Double(4 * j + 1)
        let t = odd * odd * Double.pi * Double.pi / (8 * z)
        guard t <= 150 else { return 0 }
        var a = Double.pi / 2.0.squareRoot() * Math.exp(-t) / t.squareRoot()
        var b = Math.pow(Double.pi, 1.5) / 2.0.squareRoot() * Math.erfc(t.squareRoot())
        var power = z / 8
        var sum = a + b * power
        for i in 1..<200 {
            let c = ((Double(i) - 0.5 - t) * b + t * a) / Double(i)
            (a, b) = (b, c)
            power *= z / Double(8 * i + 8)
            let next = sum + c * power
            if next == sum || power < 1e-40 { break }
            sum = next
        }
        return sum
    }

    // MARK: - scipy's table

    private static let levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001]
    private static let b0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085]
    private static let b1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615]
    private static let b2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154]

    /// scipy's p-value of its statistic: the parabola fitted to the logarithms of Scholz and Stephens' table, 0.25 and 0.001 beyond its ends.
    package static func interpolated(_ statistic: Double, samples: Int) -> Double {
        let m = Double(samples - 1)
        let critical = levels.indices.map { b0[$0] + b1[$0] / m.squareRoot() + b2[$0] / m }
        guard statistic >= critical[0] else { return statistic.isNaN ? .nan : levels[0] }
        guard statistic <= critical[6] else { return levels[6] }
        return Math.exp(parabola(critical, levels.map { Math.log($0) }, at: statistic))
    }

    /// The least-squares parabola at a place, by polynomials that are orthogonal over the points.
    private static func parabola(_ x: [Double], _ y: [Double], at place: Double) -> Double {
        let n = Double(x.count)
        let center = x.reduce(0, +) / n
        let first = x.map { $0 - center }
        let norm = first.reduce(0) { $0 + $1 * $1 }
        let skew = first.reduce(0) { $0 + $1 * $1 * $1 } / norm
        let second = first.map { $0 * $0 - skew * $0 - norm / n }
        let level = y.reduce(0, +) / n
        let slope = zip(first, y).reduce(0) { $0 + $1.0 * $1.1 } / norm
        let bend = zip(second, y).reduce(0) { $0 + $1.0 * $1.1 } / second.reduce(0) { $0 + $1 * $1 }
        let d = place - center
        return level + slope * d + bend * (d * d - skew * d - norm / n)
    }
}
