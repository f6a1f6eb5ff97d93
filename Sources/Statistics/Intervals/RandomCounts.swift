/// Draws of the Poisson law with mean 1, by the inverse of its distribution function to 2⁻⁵³.
enum PoissonOne {
    /// P(X ≤ k) for k = 0, 1, …
    private static let steps: [Double] = {
        var (term, sum, steps) = (Math.exp(-1), 0.0, [Double]())
        for k in 1...20 {
            sum += term
            steps.append(sum)
            term /= Double(k)
        }
        return steps
    }()

    private static let first = steps[0], second = steps[1], third = steps[2]

    @inline(__always)
    static func draw(_ random: inout SeededGenerator) -> Double {
        let u = random.uniform()
        // Without branches for the 92 % that are at most 2.
        if u < third { return (u >= first ? 1 : 0) + (u >= second ? 1 : 0) }
        return rare(u)
    }

    private static func rare(_ u: Double) -> Double {
        var k = 3
        while k < steps.count && u >= steps[k] { k += 1 }
        return Double(k)
    }
}

/// Draws of the binomial law.
enum BinomialDraw {
    /// The number of successes in `trials` with chance p: by counting gaps between successes when few are expected, else by
    /// splitting at an order statistic that follows the beta law (Ahrens and Dieter 1974), which takes a logarithmic number of
    /// draws.
    static func draw(trials: Int, p: Double, _ random: inout SeededGenerator) -> Int {
        if trials <= 0 || !(p > 0) { return 0 }
        if p >= 1 { return trials }
        if p > 0.5 { return trials - draw(trials: trials, p: 1 - p, &random) }
        if Double(trials) * p < 30 { return byGaps(trials, p, &random) }
        let middle = trials / 2 + 1
        let y = beta(Double(middle), Double(trials - middle + 1), &random)
        if y > p { return draw(trials: middle - 1, p: p / y, &random) }
        return middle + draw(trials: trials - middle, p: (p - y) / (1 - y), &random)
    }

    private static func byGaps(_ trials: Int, _ p: Double, _ random: inout SeededGenerator) -> Int {
        let scale = Math.log1p(-p)
        var (place, found) = (0.0, 0)
        while true {
            place += (Math.log1p(-random.uniform()) / scale).rounded(.down) + 1
            if place > Double(trials) { return found }
            found += 1
        }
    }

    private static func beta(_ a: Double, _ b: Double, _ random: inout SeededGenerator) -> Double {
        let (x, y) = (gamma(a, &random), gamma(b, &random))
        return x / (x + y)
    }

    /// Marsaglia and Tsang (2000), for shapes of at least 1.
    private static func gamma(_ shape: Double, _ random: inout SeededGenerator) -> Double {
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = random.normal()
            let cube = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard cube > 0 else { continue }
            if Math.log(1 - random.uniform()) < 0.5 * x * x + d * (1 - cube + Math.log(cube)) { return d * cube }
        }
    }
}
