import Statistics

/// What scipy 1.17's `fisher_exact` answers for a 2×2 table, its arithmetic in 64-bit integers included: products of counts wrap, and a
/// wrapped product moves the mode from which the other tail is searched. The one-sided tails and masses are this module's own, so a table
/// that overflows in scipy still checks them.
struct ScipyFisher {
    let oddsRatio: Double
    let pValue: Double
    /// Whether a product went beyond 64 bits: else scipy's answer is the true one.
    let wraps: Bool

    init?(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
        guard min(a, b, c, d) > 0 else { return nil }
        oddsRatio = Double(a &* d) / Double(b &* c)
        let (n1, n2, n) = (a + b, c + d, a + c)
        let mode = Int((Double((n + 1) &* (n1 + 1)) / Double(n1 + n2 + 2)).rounded(.towardZero))
        pValue = Self.twoSided(Hypergeometric(marked: n1, unmarked: n2, draws: n), seen: a, mode: mode)
        wraps = [(a, d), (b, c), (n + 1, n1 + 1)].contains { $0.0.multipliedReportingOverflow(by: $0.1).overflow }
    }

    private static func twoSided(_ law: Hypergeometric, seen: Int, mode: Int) -> Double {
        let (exact, atMode) = (law.mass(seen), law.mass(mode))
        if (exact - atMode).magnitude / max(exact, atMode) <= 1e-14 { return 1 }
        let limit = exact * (1 + 1e-14)
        if seen < mode {
            let lower = law.cumulative(seen)
            if law.mass(law.draws) > limit { return lower }
            return min(1, lower + law.atLeast(search(-limit, mode, law.draws) { -law.mass($0) } + 1))
        }
        let upper = law.atLeast(seen)
        if law.mass(0) > limit { return upper }
        return min(1, upper + law.cumulative(search(limit, 0, mode) { law.mass($0) }))
    }

    /// scipy's `_binary_search`: the place i with f(i) ≤ d < f(i+1).
    private static func search(_ d: Double, _ low: Int, _ high: Int, _ f: (Int) -> Double) -> Int {
        var (low, high) = (low, high)
        while low < high {
            let middle = low + (high - low) / 2
            let value = f(middle)
            if value == d { return middle }
            if value < d { low = middle + 1 } else { high = middle - 1 }
        }
        return f(low) <= d ? low : low - 1
    }
}
