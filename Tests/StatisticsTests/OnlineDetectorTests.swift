import Statistics
import Testing

@Suite struct OnlineDetectorTests {
    /// Where a detector first alarms on a stream whose mean moves by `shift` after 1,000 values; nil for never.
    private func firstAlarm(shift: Double, seed: UInt64, count: Int = 2_000, _ update: (Double) -> Bool) -> Int? {
        var random = SeededGenerator(seed: seed)
        for place in 0..<count where update(random.normal() + (place >= 1_000 ? shift : 0)) { return place }
        return nil
    }

    @Test func aShiftIsFoundSoonAndNotBefore() throws {
        var adaptive = AdaptiveWindow()
        let found = try #require(firstAlarm(shift: 2, seed: 1) { adaptive.update($0) })
        #expect(found >= 1_000 && found < 1_100)
        var page = PageHinkley()
        let second = try #require(firstAlarm(shift: 2, seed: 1) { page.update($0) })
        #expect(second >= 1_000 && second < 1_100)
        var windows = WindowDetector(alpha: 0.0001, seed: 3)
        let third = try #require(firstAlarm(shift: 3, seed: 1) { windows.update($0) })
        #expect(third >= 1_000 && third < 1_100)
    }

    @Test func aStableStreamIsQuiet() {
        var alarms = 0
        for seed in 0..<20 {
            var adaptive = AdaptiveWindow()
            if firstAlarm(shift: 0, seed: UInt64(seed + 50), { adaptive.update($0) }) != nil { alarms += 1 }
        }
        #expect(alarms <= 2)
    }

    @Test func theWindowKeepsTheNewMean() throws {
        var adaptive = AdaptiveWindow()
        _ = firstAlarm(shift: 3, seed: 9) {
            _ = adaptive.update($0); return false
        }
        #expect((try #require(adaptive.mean) - 3).magnitude < 0.2)
        #expect(adaptive.count < 1_200)
    }

    @Test func aRisingErrorRateWarnsAndThenChanges() {
        var detector = ErrorRateDetector()
        var random = SeededGenerator(seed: 4)
        var states: [ErrorRateDetector.State] = []
        for place in 0..<2_000 { states.append(detector.update(isError: random.uniform() < (place < 1_000 ? 0.1 : 0.4))) }
        let changed = states.firstIndex(of: .changed) ?? 0
        #expect(changed > 1_000 && changed < 1_200)
        #expect(states[1_000..<changed].contains(.warning))
    }
}

@Suite struct ExperimentTests {
    @Test func aSkewedSplitIsAMismatchAndAnEvenOneIsNot() throws {
        #expect(try #require(SampleRatio.test(counts: [5_000, 5_400], shares: [0.5, 0.5])).pValue < SampleRatio.alpha)
        #expect(try #require(SampleRatio.test(counts: [5_000, 5_050], shares: [1, 1])).pValue > 0.1)
        #expect(SampleRatio.test(counts: [5], shares: [1]) == nil)
    }

    @Test func cupedKeepsTheMeanAndCutsTheVariance() throws {
        var random = SeededGenerator(seed: 8)
        let covariate = (0..<2_000).map { _ in random.normal() }
        let values = covariate.map { 3 + 2 * $0 + 0.5 * random.normal() }
        let adjusted = try #require(Cuped.adjusted(values, covariate: covariate))
        #expect(close(Sample.mean(adjusted), Sample.mean(values), tolerance: 1e-9))
        #expect(try #require(Sample.variance(adjusted)) < 0.3)
    }

    @Test func burnRatesFollowTheirDefinition() throws {
        let burn = try #require(BurnRate(objective: 0.99))
        #expect(close(burn.value(bad: 144, total: 1_000), 14.4, tolerance: 1e-9))
        #expect(burn.value(bad: 0, total: 0) == nil && BurnRate(objective: 1) == nil)
        #expect(BurnRate.Rule.standard[0].fires(long: 15, short: 14.4))
        #expect(!BurnRate.Rule.standard[0].fires(long: 15, short: nil))
        for rule in BurnRate.Rule.standard { #expect(rule.longMinutes == 12 * rule.shortMinutes) }
    }
}
