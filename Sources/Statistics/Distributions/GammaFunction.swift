/// The gamma function's logarithm and its incomplete forms, at a relative error of at most 5e-14 + 4·2^−53·κ, κ the condition number: see
/// Distributions.md.
package enum GammaFunction {
    /// log Γ(x) for x > 0, to a few units in the last place; infinite at 0, NaN below.
    package static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? .infinity : .nan }
        guard x.isFinite else { return x }
        if x == 1 || x == 2 { return 0 }
        if x < 0.5 { return log(x + 1) - Math.log(x) }
        if x < 3 { return nearOneAndTwo(x) }
        let z = x - 1
        return SaddlePoint.stirlingError(z) + (z + 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Double.pi)
    }

    /// P(a, x), the regularised lower incomplete gamma function, for a > 0.
    package static func lower(_ a: Double, _ x: Double) -> Double { pair(a, x).lower }

    /// Q(a, x) = 1 − P(a, x), with full relative precision in its tail.
    package static func upper(_ a: Double, _ x: Double) -> Double { pair(a, x).upper }

    private static func pair(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, !x.isNaN else { return (.nan, .nan) }
        guard x > 0 else { return (0, 1) }
        guard x.isFinite else { return (1, 0) }
        if x < a + 1 {
            let lower = min(1, series(a, x))
            return (lower, 1 - lower)
        }
        let upper = continuedFraction(a, x)
        return (1 - upper, upper)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var n = a
        while term > sum * 1e-17 {
            n += 1
            term *= x / n
            sum += term
        }
        return SaddlePoint.poisson(a, mean: x) * sum
    }

    /// Lentz's evaluation of Legendre's continued fraction.
    private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
        let prefix = a * SaddlePoint.poisson(a, mean: x)
        guard prefix > 0 else { return 0 }
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var h = d
        var i = 1.0
        while i < 1e6 {
            let numerator = -i * (i - a)
            b += 2
            d = numerator * d + b
            if d.magnitude < 1e-300 { d = 1e-300 }
            c = b + numerator / c
            if c.magnitude < 1e-300 { c = 1e-300 }
            d = 1 / d
            let delta = d * c
            h *= delta
            if (delta - 1).magnitude < 1e-16 { break }
            i += 1
        }
        return prefix * h
    }

    /// Around the zeros at 1 and 2 the sum above would cancel: there log Γ(1+t) comes from its own series.
    private static func nearOneAndTwo(_ x: Double) -> Double {
        var z = x
        var shift = 0.0
        while z > 1.5 {
            z -= 1
            shift += Math.log(z)
        }
        return shift + aroundOne(z - 1)
    }

    /// log Γ(1+t) = −log(1+t) + t(1−γ) + Σ (−1)^k (ζ(k)−1) t^k / k, |t| ≤ ½.
    private static func aroundOne(_ t: Double) -> Double {
        var sum = -Math.log1p(t) + t * 0.42278433509846713939
        var power = t
        for (index, zeta) in zetaMinusOne.enumerated() {
            power *= -t
            sum -= zeta * power / Double(index + 2)
        }
        return sum
    }

    /// ζ(k) − 1 for k = 2, 3, …
    private static let zetaMinusOne: [Double] = (2...40).map { k in
        // The tail beyond 30 by Euler and Maclaurin.
        var sum = 0.0
        let s = Double(k)
        for n in stride(from: 29, through: 2, by: -1) { sum += Math.pow(Double(n), -s) }
        let base = Math.pow(30, -s)
        let correction = s / (12 * 30) - s * (s + 1) * (s + 2) / (720 * 27_000)
        return sum + base * (30 / (s - 1) + 0.5 + correction + s * (s + 1) * (s + 2) * (s + 3) * (s + 4) / (30_240 * 24_300_000))
    }
}
