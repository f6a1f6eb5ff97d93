import Statistics

extension NullCandidate {
    /// Of two or more samples of one law.
    static let samples: [NullCandidate] = [
        NullCandidate("ks, exact", .steps) { KolmogorovSmirnov($0.normals(40), $0.normals(55))?.pValue(.exact) },
        NullCandidate("ks, exact, ties", .limit(atLeast: 0.2)) {
            KolmogorovSmirnov($0.rounded(40), $0.rounded(55))?.pValue(.exact)
        },
        NullCandidate("ks, asymptotic", .limit(atLeast: 0.7)) {
            KolmogorovSmirnov($0.normals(400), $0.normals(300))?.pValue(.asymptotic)
        },
        NullCandidate("ks, asymptotic, ties", .limit(atLeast: 0.2)) {
            KolmogorovSmirnov($0.rounded(400), $0.rounded(300))?.pValue(.asymptotic)
        },
        NullCandidate("ks, limit", .limit(atLeast: 0.7)) {
            KolmogorovSmirnov($0.normals(200), $0.normals(300))?.pValue(.limit)
        },
        NullCandidate("mann-whitney", .limit(atLeast: 0.85)) { RankTests.mannWhitney($0.normals(40), $0.normals(55))?.pValue },
        NullCandidate("mann-whitney, ties", .limit(atLeast: 0.8)) {
            RankTests.mannWhitney($0.rounded(40), $0.rounded(55))?.pValue
        },
        NullCandidate("mann-whitney, exact", .steps) { RankTests.mannWhitneyExact($0.normals(8), $0.normals(11))?.pValue },
        NullCandidate("kruskal", .limit(atLeast: 0.85)) {
            RankTests.kruskalWallis([$0.normals(40), $0.normals(30), $0.normals(35)])?.pValue
        },
        NullCandidate("kruskal, ties", .limit(atLeast: 0.85)) {
            RankTests.kruskalWallis([$0.rounded(40), $0.rounded(30), $0.rounded(35)])?.pValue
        },
        NullCandidate("cramer-von mises", .limit(atLeast: 0.85)) {
            RankTests.cramerVonMises($0.normals(60), $0.normals(80))?.pValue
        },
        NullCandidate("cramer-von mises, ties", .limit(atLeast: 0.85)) {
            CramerVonMises($0.rounded(60), $0.rounded(80))?.pValueLimit
        },
        NullCandidate("cramer-von mises, three values", .limit(atLeast: 0.85)) { random in
            func values(_ count: Int) -> [Double] { (0..<count).map { _ in Double(random.below(4) / 2 + random.below(2)) } }
            return CramerVonMises(values(200), values(300))?.pValueLimit
        },
        NullCandidate("anderson-darling, limit", .limit(atLeast: 0.85)) {
            AndersonDarling([$0.normals(40), $0.normals(55)])?.pValueLimit
        },
        NullCandidate("anderson-darling, limit, ties", .limit(atLeast: 0.85)) {
            AndersonDarling([$0.rounded(40), $0.rounded(55)])?.pValueLimit
        },
        NullCandidate("anderson-darling, limit, two values", .limit(atLeast: 0.8)) { random in
            func bits(_ count: Int) -> [Double] { (0..<count).map { _ in random.uniform() < 0.4 ? 1 : 0 } }
            return AndersonDarling([bits(300), bits(400)])?.pValueLimit
        },
        // scipy's table ends at 0.25.
        NullCandidate("anderson-darling, table", .limit(atLeast: 0.85)) {
            AndersonDarling([$0.normals(40), $0.normals(55)])?.pValue
        },
        NullCandidate("anderson-darling, three samples", .limit(atLeast: 0.85)) {
            AndersonDarling([$0.normals(40), $0.normals(30), $0.normals(35)])?.pValue
        },
    ]

    /// Half of them stop early, so that its validity is tested too.
    private static func relabellings(_ random: inout SeededGenerator, enough: Int? = 30) -> Permutations {
        Permutations(rounds: 199, enough: enough, seed: random.next())
    }

    static let permutations: [NullCandidate] = [
        NullCandidate("anderson-darling, permutation", .steps) {
            AndersonDarling.permutation($0.normals(14), $0.normals(11), relabellings(&$0))?.pValue
        },
        NullCandidate("anderson-darling, permutation, ties", .limit(atLeast: 0.7)) {
            AndersonDarling.permutation($0.rounded(14), $0.rounded(11), relabellings(&$0))?.pValue
        },
        NullCandidate("energy, permutation", .steps) {
            EnergyTest.test($0.normals(14), $0.normals(11), relabellings(&$0, enough: nil))?.pValue
        },
        NullCandidate("energy, permutation, early end", .steps) {
            EnergyTest.test($0.normals(14), $0.normals(11), relabellings(&$0))?.pValue
        },
        NullCandidate("energy, permutation, ties", .limit(atLeast: 0.7)) {
            EnergyTest.test($0.rounded(14), $0.rounded(11), relabellings(&$0))?.pValue
        },
        NullCandidate("energy, permutation of a part", .steps, rounds: 1_000) { random in
            let permutations = Permutations(rounds: 99, enough: nil, seed: random.next(), valuesMax: 12)
            return EnergyTest.test(random.normals(40), random.normals(30), permutations)?.pValue
        },
        NullCandidate("mmd, permutation", .steps) {
            MaximumMeanDiscrepancy.test($0.normals(8), $0.normals(10), relabellings(&$0))?.pValue
        },
        NullCandidate("mmd, permutation, vectors", .steps, rounds: 1_000) { random in
            guard let x = Points(random.normals(24), dimension: 3), let y = Points(random.normals(30), dimension: 3) else {
                return nil
            }
            return MaximumMeanDiscrepancy.test(x, y, relabellings(&random, enough: nil))?.pValue
        },
    ]

    /// Of means, spreads and association.
    static let means: [NullCandidate] = [
        NullCandidate("welch", .uniform) { MeanTests.welch($0.normals(30), $0.normals(60, deviation: 2))?.pValue },
        NullCandidate("student", .uniform) { MeanTests.student($0.normals(30), $0.normals(60))?.pValue },
        NullCandidate("one sample", .uniform) { MeanTests.oneSample($0.normals(12, mean: 5), mean: 5)?.pValue },
        NullCandidate("levene", .limit(atLeast: 0.8)) { MeanTests.levene([$0.normals(60), $0.normals(60)])?.pValue },
        NullCandidate("levene, three samples", .limit(atLeast: 0.8)) {
            MeanTests.levene([$0.normals(60), $0.normals(50), $0.normals(70)])?.pValue
        },
        NullCandidate("pearson", .uniform) { Correlation.pearson($0.normals(50), $0.normals(50))?.pValue },
        NullCandidate("pearson, four rows", .uniform) { Correlation.pearson($0.normals(4), $0.normals(4))?.pValue },
        NullCandidate("spearman", .limit(atLeast: 0.85)) { Correlation.spearman($0.normals(50), $0.normals(50))?.pValue },
        NullCandidate("spearman, ties", .limit(atLeast: 0.85)) { Correlation.spearman($0.rounded(60), $0.rounded(60))?.pValue },
        NullCandidate("lagged pearson", .uniform) {
            LaggedCorrelation($0.normals(30), $0.normals(30), lags: 2)?.entries.first { $0.lag == 2 }?.pValue
        },
        NullCandidate("lagged spearman", .limit(atLeast: 0.85)) {
            LaggedCorrelation($0.normals(60), $0.normals(60), lags: 1, kind: .spearman)?.entries.first { $0.lag == -1 }?.pValue
        },
        NullCandidate("delong, paired", .limit(atLeast: 0.8), rounds: 1_000) { random in
            let labels = random.flags(250, 0.5)
            let signal = labels.map { $0 ? 1.0 : 0 }
            return DeLong.paired(
                labels: labels, first: signal.map { $0 + random.normal() }, second: signal.map { $0 + random.normal() })?.pValue
        },
    ]

    /// Of counts.
    static let tables: [NullCandidate] = [
        NullCandidate("chi2", .limit(atLeast: 0.85)) { random in
            let shares = [0.1, 0.2, 0.3, 0.15, 0.25]
            return ContingencyTable(rows: [random.counts(600, shares), random.counts(500, shares)]).chiSquared()?.pValue
        },
        NullCandidate("chi2, yates", .limit(atLeast: 0.5)) { random in
            let rows = [random.counts(400, [0.3, 0.7]), random.counts(500, [0.3, 0.7])]
            return ContingencyTable(rows: rows).chiSquared(yates: true)?.pValue
        },
        NullCandidate("likelihood ratio", .limit(atLeast: 0.85)) { random in
            let shares = [0.1, 0.2, 0.3, 0.15, 0.25]
            return ContingencyTable(rows: [random.counts(600, shares), random.counts(500, shares)]).likelihoodRatio()?.pValue
        },
        NullCandidate("fisher", .limit(atLeast: 0.3)) { random in
            let (a, c) = (random.hits(30, 0.3), random.hits(40, 0.3))
            return FisherExact(a, 30 - a, c, 40 - c)?.pValue
        },
        NullCandidate("fisher, fixed margins", .steps) { random in
            var marked = [Bool](repeating: true, count: 25) + [Bool](repeating: false, count: 45)
            random.shuffle(&marked, first: 30)
            let a = marked.prefix(30).count { $0 }
            return FisherExact(a, 30 - a, 25 - a, 15 + a)?.pValue
        },
        NullCandidate("mcnemar, exact", .steps) { random in
            let b = random.hits(60, 0.5)
            return McNemar.exact(b, 60 - b)
        },
        NullCandidate("mcnemar, chi2", .limit(atLeast: 0.5)) { random in
            let b = random.hits(400, 0.5)
            return McNemar.chiSquared(b, 400 - b)?.pValue
        },
        NullCandidate("binomial", .steps) { Proportion(successes: $0.hits(60, 0.3), trials: 60)?.binomialTest(0.3) },
        NullCandidate("two proportions", .limit(atLeast: 0.85)) { proportions(&$0, .twoSided) },
        NullCandidate("two proportions, smaller", .limit(atLeast: 0.85)) { proportions(&$0, .smaller) },
        NullCandidate("two proportions, larger", .limit(atLeast: 0.85)) { proportions(&$0, .larger) },
        NullCandidate("sample ratio", .limit(atLeast: 0.85)) { random in
            let shares = [0.5, 0.3, 0.2]
            return SampleRatio.test(counts: random.counts(1_000, shares), shares: shares)?.pValue
        },
    ]

    private static func proportions(_ random: inout SeededGenerator, _ alternative: TwoProportions.Alternative) -> Double? {
        guard let x = Proportion(successes: random.hits(400, 0.4), trials: 400),
            let y = Proportion(successes: random.hits(500, 0.4), trials: 500)
        else { return nil }
        return TwoProportions(x, y).zTest(alternative).pValue
    }
}
