/// How two series move together when one is moved against the other.
package struct LaggedCorrelation: Sendable, Equatable {
    /// One lag.
    package struct Entry: Sendable, Equatable {
        /// y is taken this many steps after x: above 0, x leads.
        package let lag: Int
        package let coefficient: Double
        /// Of no association, for one lag and values independent in time: too small for series that have trends or seasons.
        package let pValue: Double
        /// Pairs.
        package let count: Int
    }

    /// Which coefficient.
    package enum Kind: String, Sendable, CaseIterable { case pearson, spearman }

    /// Lags with a coefficient, ascending.
    package let entries: [Entry]

    /// Lags −`lags` … `lags`; those with fewer than three pairs, or constant values, are left out. Pairs with a NaN or an
    /// infinity are left out. nil for unequal lengths or no lag with a coefficient.
    package init?(_ x: [Double], _ y: [Double], lags: Int, kind: Kind = .pearson) {
        guard x.count == y.count, lags >= 0 else { return nil }
        let reach = min(lags, max(0, x.count - 3))
        entries = (-reach...reach).compactMap { lag in
            let places = max(0, -lag)..<max(max(0, -lag), min(x.count, x.count - lag))
            let pairs = places.filter { x[$0].isFinite && y[$0 + lag].isFinite }
            guard pairs.count > 2 else { return nil }
            let (a, b) = (pairs.map { x[$0] }, pairs.map { y[$0 + lag] })
            let result = kind == .pearson ? Correlation.pearson(a, b) : Correlation.spearman(a, b)
            return result.map { Entry(lag: lag, coefficient: $0.coefficient, pValue: $0.pValue, count: $0.count) }
        }
        if entries.isEmpty { return nil }
    }

    /// The lag of the largest |coefficient|, the one nearest 0 of equal ones.
    package var strongest: Entry {
        entries.reduce(entries[0]) { best, entry in
            let (a, b) = (entry.coefficient.magnitude, best.coefficient.magnitude)
            return a > b || (a == b && entry.lag.magnitude < best.lag.magnitude) ? entry : best
        }
    }
}
