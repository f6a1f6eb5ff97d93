import Statistics
import Testing

/// Charts, baselines, curves and budgets, against values worked out from their definitions.
@Suite struct SeriesTests {
    @Test func anAverageLeavesItsLimitsAfterAShift() throws {
        var chart = try #require(EWMAChart(mean: 10, standardDeviation: 2, lambda: 0.25, width: 3))
        let first = chart.update(12)
        #expect(!first)
        #expect(close(chart.average, 10.5))
        #expect(close(chart.limits.upperBound, 10 + 3 * 2 * 0.25))
        let missing = chart.update(.nan)
        #expect(!missing)
        #expect(chart.count == 1)
        let alarms = (0..<10).map { _ in chart.update(14) }
        #expect(alarms.contains(true))
        #expect(EWMAChart(mean: 0, standardDeviation: 0) == nil)
    }

    @Test func sumsSignalTheDirectionOfAShift() throws {
        var chart = try #require(CumulativeSum(mean: 0, standardDeviation: 1))
        let first = chart.update(2)
        #expect(first == .none)
        #expect(close(chart.above, 1.5))
        let risen = (0..<4).map { _ in chart.update(2) }
        #expect(risen == [.none, .none, .up, .none])
        let fallen = (0..<6).map { _ in chart.update(-2) }
        #expect(fallen.contains(.down))
        #expect(CumulativeSum(mean: 0, standardDeviation: 1, threshold: 0) == nil)
    }

    /// The designs' average run lengths without a shift are 465 and 500: medians of some 320 and 350.
    @Test func chartsSeldomAlarmWithoutAShift() throws {
        var random = SeededGenerator(seed: 6)
        var (sums, averages) = (0, 0)
        for _ in 0..<60 {
            var sum = try #require(CumulativeSum(mean: 0, standardDeviation: 1))
            var average = try #require(EWMAChart(mean: 0, standardDeviation: 1))
            let values = (0..<100).map { _ in random.normal() }
            if values.contains(where: { sum.update($0) != .none }) { sums += 1 }
            if values.contains(where: { average.update($0) }) { averages += 1 }
        }
        // About one in five within 100 values.
        #expect(sums < 24)
        #expect(averages < 24)
        #expect(sums + averages > 0)
    }

    @Test func baselinesAreOfTheHourOfTheWeek() throws {
        let values = (0..<840).map { (step: Int) -> Double in
            let (hour, week) = (Double(step % 24), Double(step / 168))
            return hour + week / 10
        }
        let baseline = try #require(SeasonalBaseline(values, start: 0))
        let slot = try #require(baseline.slots[30])
        #expect(close(slot.median, 6.2))
        #expect(slot.count == 5)
        #expect(close(baseline.value(6.2 + 0.3 * 1.482_602_218_505_602, slot: 30), 3, tolerance: 1e-9))
        #expect(baseline.value(1, slot: 168) == nil)
        let moved = try #require(SeasonalBaseline(values, start: 20))
        #expect(close(moved.slots[20]?.median, baseline.slots[0]?.median))
        #expect(SeasonalBaseline([1, 2], period: 3, minimumCount: 1)?.slots[2] == nil)
        #expect(SeasonalBaseline([1], start: 200) == nil)
    }

    @Test func robustZNeedsValuesThatVary() throws {
        #expect(RobustZ([1, 1, 1]) == nil)
        #expect(RobustZ([]) == nil)
        #expect(RobustZ([1, .nan]) == nil)
        // More than half are equal: the mean absolute deviation, 1, takes over.
        let usual = try #require(RobustZ([0, 0, 0, 4]))
        #expect(close(usual.spread, 1.253_314_137_315_500_3))
    }

    @Test func gainsOfTiedScoresAreTheirMeanOverOrders() throws {
        let curve = try #require(GainCurve(labels: [true, false, true, false], scores: [0.5, 0.5, 0.9, 0.1]))
        #expect(curve.gain(share: 0.25) == 0.5)
        #expect(curve.lift(share: 0.25) == 2)
        #expect(curve.gain(share: 0.5) == 0.75)
        #expect(curve.precision(top: 2) == 0.75)
        #expect(curve.recall(top: 10) == 1)
        #expect(curve.gain(share: 0) == nil)
        #expect(GainCurve(labels: [false], scores: [1]) == nil)
    }

    @Test func brierComesApartIntoItsTerms() throws {
        var random = SeededGenerator(seed: 12)
        let scores = (0..<500).map { _ in (random.uniform() * 10).rounded() / 10 }
        let labels = scores.map { random.uniform() < $0 * $0 }
        let weights = scores.map { _ in Double(1 + random.below(3)) }
        let brier = try #require(ProbabilityLoss.brier(labels: labels, scores: scores, weights: weights))
        let bins = try #require(Calibration(outcomes: labels, scores: scores, weights: weights, bins: 40))
        let terms = BrierDecomposition(bins, brier: brier)
        // One score a bin: nothing is left within.
        #expect(terms.within.magnitude < 1e-12)
        #expect(close(terms.reliability - terms.resolution + terms.uncertainty, brier, tolerance: 1e-12))
        #expect(close(terms.reliability, bins.rootMeanSquareError * bins.rootMeanSquareError))
    }

    @Test func errorsHaveQuantilesAndShares() throws {
        let plain = try #require(ErrorDistribution(truth: [1, 2, 3, 4], predicted: [1, 3, 3, 2]))
        #expect(plain.mean == -0.25)
        #expect(plain.quantile(0.5) == 0)
        #expect(plain.share(within: 1) == 0.75)
        let weighted = try #require(ErrorDistribution(truth: [1, 2, 3, 4], predicted: [1, 3, 3, 2], weights: [1, 1, 1, 5]))
        #expect(weighted.mean == -9.0 / 8)
        #expect(weighted.quantile(0.5) == -2)
        #expect(close(weighted.share(within: 1), 0.375))
        #expect(ErrorDistribution(truth: [], predicted: []) == nil)
    }

    @Test func budgetsRunOut() {
        // A tenth of 30 days' budget left, at 14.4 times the rate.
        #expect(close(BurnRate.timeToExhaustion(remaining: 0.1, rate: 14.4, period: 720), 5))
        #expect(BurnRate.timeToExhaustion(remaining: 0.5, rate: 0, period: 720) == nil)
        #expect(BurnRate.timeToExhaustion(remaining: -0.5, rate: 1, period: 720) == 0)
        #expect(close(BurnRate.factor(budgetShare: 0.02, period: 720, window: 1), 14.4))
        for (rule, share) in zip(BurnRate.Rule.standard, [0.02, 0.05, 0.1, 0.1]) {
            #expect(close(BurnRate.factor(budgetShare: share, period: 43_200, window: Double(rule.longMinutes)), rule.factor))
        }
    }
}
