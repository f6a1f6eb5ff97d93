/// Roots of monotone or bracketed functions.
package enum Root {
    /// A root in the bracket to full precision, or nil when the ends have one sign or the function is NaN on the way. Brent's method (1973).
    package static func find(in bracket: ClosedRange<Double>, _ function: (Double) -> Double) -> Double? {
        var (a, b) = (bracket.lowerBound, bracket.upperBound)
        var (fa, fb) = (function(a), function(b))
        if fa == 0 { return a }
        if fb == 0 { return b }
        guard (fa < 0) != (fb < 0), !fa.isNaN, !fb.isNaN else { return nil }
        var (c, fc) = (a, fa)
        var step = b - a
        var previous = step
        for _ in 0..<300 {
            if fc.magnitude < fb.magnitude {
                (a, b, c) = (b, c, b)
                (fa, fb, fc) = (fb, fc, fb)
            }
            let tolerance = 2 * b.ulp
            let middle = 0.5 * (c - b)
            if middle.magnitude <= tolerance || fb == 0 { return b }
            if previous.magnitude < tolerance || fa.magnitude <= fb.magnitude {
                (step, previous) = (middle, middle)
            } else {
                let s = fb / fa
                var (p, q) = (2 * middle * s, 1 - s)
                if a != c {
                    let (r, t) = (fb / fc, fa / fc)
                    p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1))
                    q = (t - 1) * (r - 1) * (s - 1)
                }
                if p > 0 { q = -q } else { p = -p }
                if 2 * p < min(3 * middle * q - (tolerance * q).magnitude, (previous * q).magnitude) {
                    (previous, step) = (step, p / q)
                } else {
                    (step, previous) = (middle, middle)
                }
            }
            (a, fa) = (b, fb)
            b += step.magnitude > tolerance ? step : (middle > 0 ? tolerance : -tolerance)
            fb = function(b)
            if fb.isNaN { return nil }
            if (fb > 0) == (fc > 0) {
                (c, fc) = (a, fa)
                step = b - a
                previous = step
            }
        }
        return b
    }
}
