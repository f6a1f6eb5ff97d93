/// The limit law of the Cramér–von Mises statistic.
package enum CramerVonMisesLaw {
    /// P(W ≤ x): Csörgő and Faraway's series (1996), cut where scipy cuts it, at a term below 1e-7.
    package static func cumulative(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 0 }
        guard x.isFinite else { return 1 }
        var sum = 0.0
        var k = 0.0
        while true {
            let factor =
                Math.exp(GammaFunction.log(k + 0.5) - GammaFunction.log(k + 1)) / (Math.pow(Double.pi, 1.5) * x.squareRoot())
            let y = 4 * k + 1
            let q = y * y / (16 * x)
            let term = factor * y.squareRoot() * Math.exp(-q) * besselQuarter(q)
            sum += term
            if term < 1e-7 { return sum }
            k += 1
        }
    }

    /// K_¼(x): the trapezoidal rule on ∫ exp(−x cosh t) cosh(t/4) dt, which converges faster than any power of its step.
    private static func besselQuarter(_ x: Double) -> Double {
        let step = 0.125
        var sum = 0.5
        var t = step
        while true {
            // cosh t − 1 = 2 sinh²(t/2), free of cancellation.
            let sinh = 0.5 * (Math.exp(t / 2) - Math.exp(-t / 2))
            let term = Math.exp(-x * 2 * sinh * sinh) * 0.5 * (Math.exp(t / 4) + Math.exp(-t / 4))
            sum += term
            if term < 1e-18 * sum { break }
            t += step
        }
        return sum * step * Math.exp(-x)
    }
}
