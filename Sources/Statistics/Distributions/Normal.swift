/// The standard normal law. Relative error at most 5e-14 + 4·2^−53·κ, κ the condition number: see Distributions.md.
package enum Normal {
    /// P(X > x), with full relative precision in the tail.
    package static func survival(_ x: Double) -> Double { 0.5 * Math.erfc(x * 0.5.squareRoot()) }

    /// P(X ≤ x).
    package static func cumulative(_ x: Double) -> Double { survival(-x) }

    package static func density(_ x: Double) -> Double { Math.exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

    /// The x with P(X ≤ x) = p; ±∞ at 1 and 0, NaN outside.
    package static func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
    }

    /// The x with P(X > x) = p, precise for tiny p.
    package static func upperQuantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p == 0 { return .infinity }
        if p > 0.5 { return -upperQuantile(1 - p) }
        // Abramowitz and Stegun 26.2.23 to 4.5e-4, then Halley's steps on the logarithm of the tail.
        let t = (-2 * Math.log(p)).squareRoot()
        var x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
        for _ in 0..<4 {
            let tail = survival(x)
            let step = (tail - p) / density(x)
            x += step / (1 - 0.5 * x * step)
        }
        return x
    }
}
