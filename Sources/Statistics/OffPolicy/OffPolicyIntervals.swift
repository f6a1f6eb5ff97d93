extension OffPolicyEvaluation {
    /// Bootstrap intervals of the estimates; those that need a reward model are nil without one.
    package struct Intervals: Sendable, Equatable {
        package let ips: ClosedRange<Double>?
        package let snips: ClosedRange<Double>?
        package let directMethod: ClosedRange<Double>?
        package let doublyRobust: ClosedRange<Double>?
    }

    /// Percentile intervals over resampled rows. They are too narrow where few rows hold most of the weight: see
    /// `effectiveSampleSize`.
    package func intervals(_ bootstrap: Bootstrap, confidence: Double = 0.95) -> Intervals {
        let (rewards, importance) = (rewards, importanceWeights)
        let (values, corrections) = (modelValues, modelCorrections)
        let distributions = bootstrap.distributions(rows: count) { repetitions in
            var (n, w, wr, direct, correction) = (0.0, 0.0, 0.0, 0.0, 0.0)
            for row in repetitions.indices {
                let times = repetitions[row]
                n += times
                w += times * importance[row]
                wr += times * importance[row] * rewards[row]
                if !values.isEmpty {
                    direct += times * values[row]
                    correction += times * corrections[row]
                }
            }
            let hasModel = !values.isEmpty
            return [wr / n, w > 0 ? wr / w : .nan, hasModel ? direct / n : .nan, hasModel ? (direct + correction) / n : .nan]
        }
        let intervals = distributions.map { $0?.interval(.percentile, confidence: confidence) }
        return Intervals(ips: intervals[0], snips: intervals[1], directMethod: intervals[2], doublyRobust: intervals[3])
    }

    /// A test of E[w] = 1, which holds when the logged propensities are right: z and its two-sided p. nil with one row or
    /// weights that are all equal.
    package var weightTest: TestResult? {
        guard let variance = Sample.variance(importanceWeights), variance > 0 else { return nil }
        let z = (meanWeight - 1) / (variance / Double(count)).squareRoot()
        return TestResult(z, pValue: 2 * Normal.survival(z.magnitude))
    }
}
