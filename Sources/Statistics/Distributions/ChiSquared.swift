/// The χ² law, for degrees of freedom from 0.5 to a million at a relative error of at most 5e-14 + 4·2^−53·κ, κ the condition number: see
/// Distributions.md.
package enum ChiSquared {
    /// P(X > x).
    package static func survival(_ x: Double, degrees: Double) -> Double { GammaFunction.upper(degrees / 2, x / 2) }

    /// P(X ≤ x).
    package static func cumulative(_ x: Double, degrees: Double) -> Double { GammaFunction.lower(degrees / 2, x / 2) }
}

extension ChiSquared {
    /// The x with P(X > x) = p.
    package static func upperQuantile(_ p: Double, degrees: Double) -> Double {
        guard p > 0, p < 1, degrees > 0 else { return p == 0 ? .infinity : p == 1 ? 0 : .nan }
        var top = degrees + 10 * (2 * degrees).squareRoot() + 20
        while survival(top, degrees: degrees) > p { top *= 2 }
        return Root.find(in: 0...top) { survival($0, degrees: degrees) - p } ?? .nan
    }
}
