import Statistics

extension NullCandidate {
    /// The smallest of ten corrected p-values: the chance of any false alarm among them.
    private static func family(_ correction: MultipleTesting, _ law: Law) -> NullCandidate {
        NullCandidate("corrected, \(correction.rawValue)", law) { random in
            correction.adjusted((0..<10).map { _ in random.uniform() }).min()
        }
    }

    /// Šidák's and Benjamini and Hochberg's (Simes' test) are exact for independent tests.
    static let corrections: [NullCandidate] = [
        family(.sidak, .uniform), family(.benjaminiHochberg, .uniform), family(.bonferroni, .limit(atLeast: 0.9)),
        family(.holm, .limit(atLeast: 0.9)), family(.benjaminiYekutieli, .limit(atLeast: 0.25)),
    ]

    /// Of experiments, logs of policies and streams.
    static let applications: [NullCandidate] = [
        NullCandidate("variants, shares", .limit(atLeast: 0.85)) { random in
            func shares(_ count: Int) -> [Double] { random.flags(count, 0.3).map { $0 ? 1 : 0 } }
            return VariantComparison(control: shares(300), treatment: shares(400))?.pValue
        },
        NullCandidate("variants, means", .limit(atLeast: 0.85)) {
            VariantComparison(control: $0.exponentials(200), treatment: $0.exponentials(150))?.pValue
        },
        NullCandidate("variants, after cuped", .limit(atLeast: 0.85), rounds: 1_000) { random in
            let before = random.normals(240)
            let now = before.map { 0.8 * $0 + random.normal() }
            guard let adjusted = Cuped.adjusted(now, covariate: before) else { return nil }
            return VariantComparison(control: Array(adjusted[..<120]), treatment: Array(adjusted[120...]))?.pValue
        },
        NullCandidate("mean weight of a policy's log", .limit(atLeast: 0.8)) { random in
            var (propensities, targets): ([Double], [Double]) = ([], [])
            for _ in 0..<300 {
                let (logging, target) = (0.3 + 0.4 * random.uniform(), 0.3 + 0.4 * random.uniform())
                let isFirst = random.uniform() < logging
                propensities.append(isFirst ? logging : 1 - logging)
                targets.append(isFirst ? target : 1 - target)
            }
            let rewards = [Double](repeating: 1, count: 300)
            let log = try? OffPolicyEvaluation(rewards: rewards, propensities: propensities, targetPropensities: targets)
            return log?.weightTest?.pValue
        },
        NullCandidate("window detector", .steps, rounds: 1_000) { random in
            var detector = WindowDetector(alpha: 0, seed: random.next())
            for x in random.normals(100) { _ = detector.update(x) }
            return detector.pValue
        },
    ]

    private static func drift(_ metric: DriftMetric, _ a: FeatureSample, _ b: FeatureSample, _ compatibility: DriftCompatibility?)
        -> Double?
    {
        var configuration = DriftAnalysis.Configuration()
        configuration.minimumCount = 2
        configuration.compatibility = compatibility
        let drift = SampleDrift(reference: a, current: b, bins: SampleBins(reference: a))
        return drift.values([metric], configuration: configuration).first?.pValue
    }

    private static func drift(_ metric: DriftMetric, _ a: [Double], _ b: [Double]) -> Double? {
        drift(metric, .number(SortedSample(a)), .number(SortedSample(b)), nil)
    }

    private static func categories(_ counts: [Int]) -> FeatureSample {
        let names: [ExactText] = ["a", "b", "c", "d", "e"]
        return .category(CategorySample(counts: Dictionary(zip(names, counts)) { first, _ in first }))
    }

    /// Of the drift of a feature, as `driftwatch check` reports it.
    static let drift: [NullCandidate] = [
        NullCandidate("drift, ks", .steps) { drift(.ks, $0.normals(60), $0.normals(50)) },
        NullCandidate("drift, ks of bins", .limit(atLeast: 0.5), rounds: 1_000) { random in
            // Now and then the bins are too coarse for a p-value.
            for _ in 0..<20 {
                var (a, b) = ([Int](repeating: 0, count: 2_000), [Int](repeating: 0, count: 2_000))
                for _ in 0..<150 { a[random.below(2_000)] += 1 }
                for _ in 0..<120 { b[random.below(2_000)] += 1 }
                if let p = BinnedKolmogorovSmirnov(reference: a, current: b).pValue { return p }
            }
            return nil
        },
        NullCandidate("drift, chi2 of numbers", .limit(atLeast: 0.8), rounds: 1_000) {
            drift(.chi2, $0.rounded(300), $0.rounded(300))
        },
        NullCandidate("drift, chi2 of categories", .limit(atLeast: 0.85)) { random in
            let shares = [0.1, 0.2, 0.3, 0.15, 0.25]
            return drift(.chi2, categories(random.counts(600, shares)), categories(random.counts(500, shares)), nil)
        },
        // The reference's shares are taken as the truth, so it must be by far the larger.
        NullCandidate("drift, chi2 as evidently's", .limit(atLeast: 0.85), rounds: 1_000) { random in
            let shares = [0.1, 0.2, 0.3, 0.15, 0.25]
            let reference = categories(shares.map { Int(1e6 * $0) })
            return drift(.chi2, reference, categories(random.counts(500, shares)), .evidently)
        },
        NullCandidate("drift, z", .limit(atLeast: 0.85)) { random in
            func bits(_ count: Int) -> [Double] { random.flags(count, 0.4).map { $0 ? 1 : 0 } }
            return drift(.z, bits(400), bits(500))
        },
        NullCandidate("drift, z of categories", .limit(atLeast: 0.85)) { random in
            drift(.z, categories(random.counts(400, [0.4, 0.6])), categories(random.counts(500, [0.4, 0.6])), nil)
        },
        NullCandidate("drift, cramer-von mises", .limit(atLeast: 0.85)) {
            drift(.cramerVonMises, $0.normals(80), $0.normals(60))
        },
        NullCandidate("drift, anderson-darling", .limit(atLeast: 0.85)) {
            drift(.andersonDarling, $0.normals(80), $0.normals(60))
        },
        // Their relabellings are the same each time, so the level is right to the noise of 999 of them.
        NullCandidate("drift, energy", .limit(atLeast: 0.7), rounds: 500) { drift(.energy, $0.normals(16), $0.normals(14)) },
        NullCandidate("drift, mmd", .limit(atLeast: 0.7), rounds: 300) { drift(.mmd, $0.normals(12), $0.normals(14)) },
    ]
}
