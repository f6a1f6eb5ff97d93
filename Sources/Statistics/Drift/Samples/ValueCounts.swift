/// How often each value stands in two samples: categories by name, or numbers in ascending order.
struct ValueCounts {
    private(set) var reference: [Int] = []
    private(set) var current: [Int] = []

    init(_ a: FeatureSample, _ b: FeatureSample) {
        switch (a, b) {
        case (.number(let x), .number(let y)): count(x.values, y.values)
        case (.category(let x), .category(let y)):
            for name in Set(x.counts.keys).union(y.counts.keys).sorted() {
                reference.append(x.counts[name] ?? 0)
                current.append(y.counts[name] ?? 0)
            }
        default: break
        }
    }

    var distinct: Int { reference.count }
    var totalReference: Int { reference.reduce(0, +) }
    var totalCurrent: Int { current.reduce(0, +) }

    /// Values under a share of the reference in one last bin.
    func grouped(below share: Double) -> ValueCounts {
        let least = share * Double(totalReference)
        var result = self
        (result.reference, result.current) = ([], [])
        var others = (0, 0)
        for (p, q) in zip(reference, current) {
            if Double(p) < least {
                others = (others.0 + p, others.1 + q)
            } else {
                result.reference.append(p)
                result.current.append(q)
            }
        }
        if others.0 + others.1 > 0 {
            result.reference.append(others.0)
            result.current.append(others.1)
        }
        return result
    }

    /// χ² of the current counts against the reference's shares (scipy's `chisquare`); infinite where the reference lacks a value.
    var goodnessOfFit: (statistic: Double, pValue: Double)? {
        guard totalReference > 0, totalCurrent > 0 else { return nil }
        let scale = Double(totalCurrent) / Double(totalReference)
        var statistic = 0.0
        for (p, q) in zip(reference, current) {
            let expected = Double(p) * scale
            statistic += (Double(q) - expected) * (Double(q) - expected) / expected
        }
        return (statistic, statistic.isFinite ? ChiSquared.survival(statistic, degrees: Double(distinct - 1)) : 0)
    }

    var cramersV: Double { ContingencyTable(rows: [reference, current]).chiSquared()?.cramersV ?? 0 }

    /// Deepchecks' `cramers_v`: the larger sample scaled down, Yates' correction for two values, Bergsma's correction of the bias.
    var correctedCramersV: Double {
        let total = Double(min(totalReference, totalCurrent))
        func scaled(_ counts: [Int], _ sum: Int) -> [Int] {
            counts.map { Int((Double($0) * (total / Double(sum))).rounded(.toNearestOrEven)) }
        }
        let rows = [scaled(reference, totalReference), scaled(current, totalCurrent)]
        guard distinct > 1, let test = ContingencyTable(rows: rows).chiSquared(yates: true) else { return 0 }
        let n = Double(rows[0].reduce(0, +) + rows[1].reduce(0, +))
        let k = Double(test.degrees + 1)
        let phi = max(0, test.statistic / n - (k - 1) / (n - 1))
        let (r, corrected) = (2 - 1 / (n - 1), k - (k - 1) * (k - 1) / (n - 1))
        return (phi / min(corrected - 1, r - 1)).squareRoot()
    }

    private mutating func count(_ a: [Double], _ b: [Double]) {
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let x = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
            let before = (i, j)
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
            reference.append(i - before.0)
            current.append(j - before.1)
        }
    }
}
