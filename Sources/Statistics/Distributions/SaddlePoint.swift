/// The parts of Poisson's and the binomial law that keep full relative precision for any size of their arguments.
///
/// After Loader, "Fast and accurate computation of binomial probabilities" (2000), extended to real arguments.
enum SaddlePoint {
    /// log Γ(x+1) − (x+½) log x + x − ½ log 2π, for x > 0.
    static func stirlingError(_ x: Double) -> Double {
        var sum = 0.0
        var z = x
        while z < 16 {
            sum += (z + 0.5) * Math.log1p(1 / z) - 1
            z += 1
        }
        let r = 1 / (z * z)
        return sum + (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691 / 360_360))))) / z
    }

    /// x·log(x/m) + m − x, without cancellation where x is near m.
    static func deviance(_ x: Double, _ m: Double) -> Double { deviance(x, m, difference: x - m) }

    /// The same where x − m is known better than from x and a rounded m.
    private static func deviance(_ x: Double, _ m: Double, difference: Double) -> Double {
        guard x > 0 else { return m }
        guard difference.magnitude < 0.1 * (x + m) else { return x * Math.log(x / m) - difference }
        let v = difference / (x + m)
        var sum = difference * v
        var power = 2 * x * v
        var k = 3.0
        while true {
            power *= v * v
            let next = sum + power / k
            if next == sum { return next }
            sum = next
            k += 2
        }
    }

    /// λ^x·e^(−λ)/Γ(x+1).
    static func poisson(_ x: Double, mean: Double) -> Double {
        guard x > 0 else { return Math.exp(-mean) }
        guard mean > 0 else { return 0 }
        return Math.exp(-stirlingError(x) - deviance(x, mean)) / (2 * Double.pi * x).squareRoot()
    }

    /// Γ(n+1)/(Γ(x+1)Γ(n−x+1))·p^x·q^(n−x), with q = 1−p given by itself.
    static func binomial(_ x: Double, of n: Double, p: Double, q: Double) -> Double { binomial(x, n - x, of: n, p: p, q: q) }

    /// The same with y = n − x given by itself, which has more digits than the rounded n leaves it.
    static func binomial(_ x: Double, _ y: Double, of n: Double, p: Double, q: Double) -> Double {
        if p <= 0 { return x == 0 ? 1 : 0 }
        if q <= 0 { return x == n ? 1 : 0 }
        if x <= 0 { return Math.exp(p < 0.1 ? n * Math.log1p(-p) : n * Math.log(q)) }
        if y <= 0 { return Math.exp(q < 0.1 ? n * Math.log1p(-q) : n * Math.log(p)) }
        // From the smaller of p and q, which is the one that the rounding of 1 − p has not touched: y − nq = np − x.
        let difference = p < q ? x.addingProduct(-n, p) : -y.addingProduct(-n, q)
        let exponent =
            stirlingError(n) - stirlingError(x) - stirlingError(y) - deviance(x, n * p, difference: difference)
            - deviance(y, n * q, difference: -difference)
        return Math.exp(exponent) * (n / (2 * Double.pi * x * y)).squareRoot()
    }
}
