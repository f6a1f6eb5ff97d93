/// The incomplete beta function for large parameters, by quadrature: there its continued fraction takes differences of nearly
/// equal numbers.
enum BetaTail {
    /// I_x(a, b) over x^a·y^b/(a·y·B(a, b)), for a > 0 and 0 < x < 1: ∫₀^∞ e^(−w)·(1 + x/y·(1 − e^(−w/a)))^(b−1) dw, whose
    /// integrand is positive.
    ///
    /// Exponential-sine quadrature (Takahasi and Mori 1974) in units of the integrand's width, to about 1e-15.
    static func integral(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        let ratio = x / y
        // It falls like exp(−slope·w − bend·w²/2).
        let slope = 1 - ratio * (b - 1) / a
        let bend = (b - 1) / a * ratio * (1 + ratio) / a
        let width = 1 / (max(slope, 0) + max(bend, 0).squareRoot())
        func term(_ t: Double) -> Double {
            let (up, down) = (Math.exp(t), Math.exp(-t))
            let w = width * Math.exp(Double.pi / 4 * (up - down))
            guard w > 0, w.isFinite else { return 0 }
            let log = -w + (b - 1) * Math.log1p(-ratio * Math.expm1(-w / a))
            return Math.exp(log) * w * Double.pi / 4 * (up + down)
        }
        let step = 1.0 / 32
        var sum = ExactSum()
        for index in -140...80 { sum.add(term(Double(index) * step)) }
        return sum.value * step
    }
}
