import Statistics
import Testing

/// The numbers that the pages of Statistics.docc give as examples, to the digits printed there.
@Suite struct DocumentedExamples {
    private func expect(
        _ value: Double?, _ expected: Double, within tolerance: Double = 1e-6, _ location: SourceLocation = #_sourceLocation
    ) {
        guard let value else {
            Issue.record("nil instead of \(expected)", sourceLocation: location)
            return
        }
        #expect((value - expected).magnitude <= tolerance, "\(value) instead of \(expected)", sourceLocation: location)
    }

    private func expect(
        _ values: [Double]?, _ expected: [Double], within tolerance: Double = 1e-6, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(values?.count == expected.count, sourceLocation: location)
        for (a, b) in zip(values ?? [], expected) { expect(a, b, within: tolerance, location) }
    }

    private let incomes = (0..<1_000).map(Double.init)
    private let values = (0..<100_000).map(Double.init)

    private func plans(basic: Int, pro: Int, team: Int, missing: Int) -> [UInt32] {
        [1, 2, 3, 0].enumerated().flatMap { [UInt32](repeating: $1, count: [basic, pro, team, missing][$0]) }
    }

    private var reference: Reference {
        var builder = ReferenceBuilder()
        builder.update(events: 1_000)
        builder.update(number: "income", contentsOf: incomes.span)
        let codes = plans(basic: 700, pro: 290, team: 0, missing: 10)
        builder.update(category: "plan", codes: codes.span, dictionary: ["basic", "pro"])
        return builder.build()
    }

    private func current(_ reference: Reference) -> Profile {
        var accumulator = ProfileAccumulator(reference: reference)
        let cells = [Int32](repeating: 0, count: 1_000)
        let shifted = incomes.map { $0 + 100 }
        let codes = plans(basic: 550, pro: 350, team: 80, missing: 20)
        accumulator.update(events: cells.span)
        accumulator.update(number: "income", contentsOf: shifted.span, cells: cells.span)
        accumulator.update(category: "plan", codes: codes.span, dictionary: ["basic", "pro", "team"], cells: cells.span)
        return accumulator.profile(ofCell: 0)
    }

    @Test func profilesAndReferences() throws {
        let profile = current(reference)
        expect(profile.features["income"]?.moments.mean, 599.5)
        #expect(profile.missingRatio("income") == 0)
        guard case .numeric(let bins) = try #require(reference.feature("income")).bins else {
            Issue.record("income is no number")
            return
        }
        expect(bins.coarseEdges, [99.9, 199.8, 299.7, 399.6, 499.5, 599.4, 699.3, 799.2, 899.1], within: 1e-9)
        #expect(bins.count == 132)
        #expect(bins.center == 500)
        expect(bins.scale, 288.8194, within: 1e-4)
    }

    @Test func driftOfProfiles() throws {
        let profile = current(reference)
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = DriftMetric.allCases
        let drift = DriftAnalysis(reference: reference, configuration: configuration).compare(profile)
        #expect(drift.status == .critical)
        let expected: [(DriftMetric, Double, Double)] = [
            (.psi, 0.596117, 0.459465), (.kl, 0.461035, 0.104427), (.jsDistance, 0.249511, 0.223081),
            (.hellinger, 0.242030, 0.216295), (.totalVariation, 0.1, 0.15), (.chi2, 133.333333, 106.958333),
        ]
        let (income, plan) = (try #require(drift.features.first), try #require(drift.features.last))
        for (metric, ofIncome, ofPlan) in expected {
            expect(income.value(metric)?.value, ofIncome)
            expect(plan.value(metric)?.value, ofPlan)
        }
        expect(income.value(.psi)?.noiseFloor, 0.02, within: 1e-12)
        expect(plan.value(.psi)?.noiseFloor, 0.008, within: 1e-12)
        expect(income.value(.chi2)?.effect, 0.2582, within: 1e-4)
        expect(income.value(.ks)?.value, 0.1)
        expect(income.value(.ks)?.errorBound, 0.008)
        #expect(income.value(.ks)?.pValue == nil)
    }

    @Test func sketches() {
        var sketch = QuantileSketch(accuracy: 200, seed: 1)
        sketch.update(contentsOf: values.span)
        expect(sketch.quantile(0.5), 49_958)
        expect(sketch.rankError, 0.01329, within: 1e-5)
        #expect(sketch.encode().count == 5_688)
        var histogram = LogHistogram()
        histogram.update(contentsOf: values.span)
        expect(histogram.quantile(0.5), 49_528.8, within: 0.1)
        var counter = DistinctCounter()
        counter.update(contentsOf: values.span)
        expect(counter.value, 100_984.7, within: 0.1)
    }

    @Test func encoding() throws {
        var counter = FrequentItems(capacity: 2)
        counter.update("a", by: 3)
        let bytes = counter.encode()
        #expect(bytes == [1, 2, 3, 0, 1, 1, 97, 3])
        #expect(try FrequentItems(decoding: bytes) == counter)
        #expect(throws: StatisticsError.self) { try FrequentItems(decoding: Array(bytes.dropLast())) }
    }

    @Test func descriptive() {
        let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
        expect(Sample.mean(values), 5)
        expect(Sample.variance(values), 4.571428)
        expect(Sample.skewness(values), 0.65625)
        expect(Sample.excessKurtosis(values), -0.21875)
        expect(Sample.medianAbsoluteDeviation(values), 0.5)
        expect(QuantileMethod.linear.quantile(sorted: values, at: 0.9), 7.6)
        expect(QuantileMethod.weibull.quantile(sorted: values, at: 0.9), 9)
        expect(Sample.ranks(values).ranks, [1, 3, 3, 3, 5.5, 5.5, 7, 8])
        let (x, y) = ([1.0, 2, 3, 4, 5, 6], [2.0, 1, 4, 3, 7, 5])
        expect(Correlation.pearson(x, y)?.coefficient, 0.791795)
        expect(Correlation.spearman(x, y)?.coefficient, 0.828571)
        expect(Correlation.kendall(x, y), 0.6)
    }

    @Test func distributions() {
        expect(Normal.survival(1.96), 0.024997895148220435, within: 1e-15)
        expect(Normal.survival(10), 7.61985302416e-24, within: 1e-34)
        expect(Normal.quantile(0.975), 1.9599639845400538, within: 1e-14)
        expect(StudentT.twoSided(2.228, degrees: 10), 0.0500117718, within: 1e-10)
        expect(ChiSquared.survival(3.841, degrees: 1), 0.0500136837, within: 1e-10)
        expect(KolmogorovDistribution.survival(1.358), 0.0500267973, within: 1e-10)
        expect(BetaFunction.quantile(0.025, 5, 7), 0.1674880940, within: 1e-10)
    }

    @Test func hypothesisTests() {
        let (x, y) = ([1.1, 2.3, 3.5, 4.7, 5.9, 7.1, 8.3], [2.0, 4.1, 6.2, 8.3, 10.4, 12.5])
        let ks = KolmogorovSmirnov(x, y)
        expect(ks?.statistic, 0.380952)
        expect(ks?.pValue(.exact), 0.622378)
        expect(ks?.pValue(.asymptotic), 0.647554)
        expect(MeanTests.welch(x, y)?.statistic, -1.356748)
        expect(MeanTests.welch(x, y)?.pValue, 0.210003)
        expect(RankTests.mannWhitney(x, y)?.pValue, 0.252445)
        expect(AndersonDarling([x, y])?.statistic, 0.184005)
        expect(AndersonDarling([x, y])?.pValueLimit, 0.310406)
        expect(CramerVonMises(x, y)?.statistic, 0.185440)
        expect(CramerVonMises(x, y)?.effect, 0.4150, within: 1e-4)
        expect(SampleDistance.wasserstein(x, y), 2.564286)
        expect(SampleDistance.wassersteinNormed(reference: x, current: y), 1.068452)
        expect(EnergyTest.test(x, y)?.statistic, 1.165986)
        expect(EnergyTest.test(x, y)?.effect, 0.4075, within: 1e-4)
        let table = ContingencyTable(rows: [[30, 20], [20, 35]]).chiSquared()
        expect(table?.statistic, 5.866116)
        expect(table?.cramersV, 0.236364)
        expect(FisherExact(30, 20, 20, 35)?.pValue, 0.019354)
        expect(Proportion(successes: 8, trials: 10)?.interval(.wilson).lowerBound, 0.490162)
        expect(Power.count(.normal, effect: 0.2, power: 0.8, alpha: 0.05), 392.44, within: 0.01)
        let pValues = [0.01, 0.04, 0.03, 0.005, 0.5]
        expect(MultipleTesting.benjaminiHochberg.adjusted(pValues), [0.025, 0.05, 0.05, 0.025, 0.5])
        expect(MultipleTesting.holm.adjusted(pValues), [0.04, 0.09, 0.09, 0.025, 0.5])
    }

    @Test func performance() {
        let labels = [true, false, true, true, false, false, true, false, false, true]
        let scores = [0.9, 0.8, 0.7, 0.6, 0.55, 0.5, 0.4, 0.4, 0.2, 0.1]
        let scored = ScoredLabels(labels: labels, scores: scores)
        expect(scored?.rocAUC, 0.58)
        expect(scored?.averagePrecision, 0.683333)
        expect(ProbabilityLoss.logLoss(labels: labels, scores: scores), 0.802680)
        expect(ProbabilityLoss.brier(labels: labels, scores: scores), 0.28225)
        let calibration = Calibration(outcomes: labels, scores: scores, bins: 5)
        expect(calibration?.expectedError, 0.215)
        expect(calibration?.maximumError, 0.35)
        expect(calibration?.rootMeanSquareError, 0.232558)
        expect(CalibrationFit(outcomes: labels, scores: scores)?.slope, 0.143970)
        expect(CalibrationFit(outcomes: labels, scores: scores)?.intercept, -0.009307)
        let regression = Regression(truth: [3, -0.5, 2, 7], predicted: [2.5, 0, 2, 8])
        expect(regression?.rSquared, 0.948608)
        expect(regression?.symmetricMeanAbsolutePercentageError, 0.578788)
        let several = ClassProbabilities(
            labels: [0, 1, 2, 2, 1],
            probabilities: [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.2, 0.3, 0.5], [0.1, 0.6, 0.3], [0.3, 0.4, 0.3]])
        expect(several?.logLoss, 0.772647)
        expect(several?.rocAUCOneVersusRest(weighted: false), 0.805556)
        expect(several?.confusion.matthews, 0.734968)
    }

    @Test func rankingAndFairness() {
        let query = RankedQuery(retrieved: [3, 0, 2, 0, 1], missed: [2])
        expect(query.averagePrecision(at: 5), 0.566667)
        expect(query.averagePrecision(at: 3, capped: true), 0.555556)
        expect(query.ndcg(at: 5), 0.770632)
        expect(query.ndcg(at: 5, gain: .exponential), 0.821073)
        expect(ScoredRelevance(relevance: [3, 0, 2, 1], scores: [0.9, 0.9, 0.5, 0.1])?.ndcg(), 0.814193)
        let fairness = GroupFairness(
            labels: [true, true, false, false, true, true, false, false],
            predicted: [true, true, true, false, true, false, false, false], groups: ["a", "a", "a", "a", "b", "b", "b", "b"])
        expect(fairness?.demographicParityDifference, 0.5)
        expect(fairness?.demographicParityRatio, 0.333333)
        expect(fairness?.equalizedOddsDifference, 0.5)
        expect(fairness?.difference(.accuracy), 0)
    }

    @Test func experimentsAndPolicies() throws {
        expect(SampleRatio.test(counts: [5_100, 4_900], shares: [0.5, 0.5])?.pValue, 0.0455, within: 1e-4)
        expect(ConfidenceSequence().margin(count: 5_000, standardDeviation: 1), 0.042924)
        let adjusted = Cuped.adjusted([11, 13.5, 9, 16, 12.5, 14], covariate: [10, 12, 9, 15, 11, 14])
        expect(Sample.variance(adjusted ?? []), 0.465839)
        let policy = try OffPolicyEvaluation(
            rewards: [1, 0, 1, 1], propensities: [0.5, 0.5, 0.25, 0.8], targetPropensities: [0.8, 0.2, 0.5, 0.4],
            targetValues: [0.7, 0.4, 0.6, 0.5], loggedValues: [0.8, 0.3, 0.7, 0.6])
        expect([policy.ips, policy.snips ?? .nan, policy.clippedIPS(limit: 1.5)], [1.025, 0.911111, 0.875])
        expect([policy.directMethod ?? .nan, policy.doublyRobust ?? .nan], [0.55, 0.8])
        expect(policy.effectiveSampleSize, 2.905308)
        let rate = BurnRate(objective: 0.999)
        expect(rate?.value(bad: 30, total: 2_000), 15)
        expect(rate?.remaining(bad: 1_200, total: 3_000_000), 0.6)
    }

    @Test func seriesAndStreams() {
        let series = [10.0, 20, 30, 20, 12, 22, 32, 22, 14, 24, 34, 24]
        let parts = SeasonalTrend(series, configuration: .init(period: 4))
        expect(parts?.trend.first, 19.25)
        expect((parts?.seasonal.prefix(4)).map { Array($0) }, [-9.25, 0.25, 9.75, -0.75])
        expect(SeriesStatistics.autocorrelation(series, lags: 4), [1, 0.069620, -0.702532, 0.044304, 0.632911])
        var (test, window) = (PageHinkley(), AdaptiveWindow())
        #expect((0..<1_000).first { test.update($0 < 500 ? 0 : 1) } == 553)
        #expect((0..<1_000).first { window.update($0 < 500 ? 0.2 : 0.8) } == 543)
    }

    @Test func textDescriptors() {
        var vocabulary = Vocabulary()
        for text in ["Refund my order 4711, please!", "Where is my order?", "Please refund"] as [ExactText] {
            vocabulary.update(text)
        }
        #expect(vocabulary.count == 7)
        let text = TextDescriptors("Cancel my subscription, please: 2 weeks!", vocabulary: vocabulary, isReference: false)
        let expected: [(TextDescriptor, Double)] = [
            (.length, 40), (.words, 6), (.meanWordLength, 5.833333), (.outOfVocabularyShare, 4.0 / 6), (.digitShare, 0.025),
            (.punctuationShare, 0.075),
        ]
        for (descriptor, value) in expected { expect(text.value(descriptor), value) }
    }

    @Test func embeddings() throws {
        var random = SeededGenerator(seed: 5)
        func vectors(_ second: Double) -> [Double] {
            (0..<1_000).flatMap { _ in
                [3 + random.normal(), second + random.normal(), random.normal(), 0.1 * random.normal()]
            }
        }
        let before = vectors(0)
        let after = vectors(2)
        let points = try #require(Points(before, dimension: 4))
        var window = EmbeddingWindow(reference: try #require(EmbeddingReference(points)))
        window.update(contentsOf: after.span)
        expect(window.centroidCosineDistance, 0.161939)
        expect(window.cosinePSI, 0.902673)
        expect(window.cosineNoiseFloor, 0.03)
        expect(window.reconstruction, 1.925, within: 1e-3)
    }

    @Test func domainClassifier() {
        var random = SeededGenerator(seed: 5)
        var columns = [[Double]](repeating: [], count: 4)
        for _ in 0..<2_000 {
            let (a, e) = (random.normal(), random.normal())
            columns[0].append(a)
            columns[1].append(0.8 * a + 0.6 * e)
        }
        let after = (0..<4_000).map { _ in random.normal() }
        columns[2] = stride(from: 0, to: 4_000, by: 2).map { after[$0] }
        columns[3] = stride(from: 1, to: 4_000, by: 2).map { after[$0] }
        let separation = DomainClassifier().compare([
            DomainFeature("a", .numbers(reference: columns[0], current: columns[2])),
            DomainFeature("b", .numbers(reference: columns[1], current: columns[3])),
        ])
        expect(separation?.auc, 0.743036)
        expect(KolmogorovSmirnov(columns[1], columns[3])?.statistic, 0.0325)
    }

    @Test func intervals() {
        let labels = [true, false, true, true, false, false, true, false, false, true]
        let scores = [0.9, 0.8, 0.7, 0.6, 0.55, 0.5, 0.4, 0.4, 0.2, 0.1]
        let area = DeLong(labels: labels, scores: scores)
        expect(area?.standardError, 0.211660)
        expect(area?.interval()?.lowerBound, 0.1652, within: 1e-4)
        expect(area?.interval(.logit)?.upperBound, 0.8835, within: 1e-4)
        let resampled = Bootstrap(seed: 1).distribution(rows: 10) {
            ScoredLabels(labels: labels, scores: scores, weights: $0)?.rocAUC
        }
        expect(resampled?.standardError, 0.2095, within: 1e-4)
        expect(resampled?.interval()?.lowerBound, 0.1875)
        expect(MeanInterval([2.0, 4, 4, 4, 5, 5, 7, 9])?.interval.lowerBound, 3.212512)
    }

    @Test func withoutLabels() {
        let estimate = BinaryEstimate(probabilities: [0.9, 0.8, 0.3, 0.2], predicted: [true, true, false, false])
        expect(estimate?.confusion.accuracy, 0.8)
        expect(estimate?.confusion.precision, 0.85)
        expect(estimate?.confusion.recall, 0.772727)
    }

    @Test func chartsAndChanges() {
        var chart = EWMAChart(mean: 0, standardDeviation: 1)
        for _ in 0..<3 { _ = chart?.update(1) }
        expect(chart?.average, 0.488)
        expect(chart?.limits.upperBound, 0.848105)
        var sums = CumulativeSum(mean: 0, standardDeviation: 1)
        let signals = (0..<6).map { _ in sums?.update(1.5) == .up }
        #expect(signals == [false, false, false, false, false, true])
        let changes = ChangePoints([1, 1.2, 0.8, 1.1, 0.9, 5, 5.2, 4.8, 5.1, 4.9])
        #expect(changes?.places == [5])
        expect(changes?.means.first, 1)
        expect(changes?.means.last, 5)
        let strongest = LaggedCorrelation([1, 3, 2, 5, 4, 6, 8, 7], [0, 0, 1, 3, 2, 5, 4, 6], lags: 3)?.strongest
        #expect(strongest?.lag == 2)
        expect(strongest?.coefficient, 1)
        expect(RobustZ([1, 2, 3, 4, 100])?.value(100), 65.4255, within: 1e-4)
        expect(SeasonalBaseline([1, 10, 2, 20, 3, 30], period: 2)?.value(5, slot: 0), 2.023469)
    }
}
