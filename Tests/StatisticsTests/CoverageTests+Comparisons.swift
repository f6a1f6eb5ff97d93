import Statistics
import Testing

extension CoverageTests {
    /// Shares drawn anew each time, as for one share.
    private static func shares(_ method: TwoProportions.IntervalMethod, _ random: inout SeededGenerator) -> Bool? {
        let (p, q) = (0.2 + 0.6 * random.uniform(), 0.2 + 0.6 * random.uniform())
        guard let first = Proportion(successes: random.hits(150, p), trials: 150),
            let second = Proportion(successes: random.hits(200, q), trials: 200)
        else { return nil }
        return TwoProportions(first, second).interval(method, confidence: 0.9)?.contains(p - q)
    }

    private static func lift(_ random: inout SeededGenerator) -> RelativeLift? {
        guard let control = RelativeLift.Arm(random.normals(200, mean: 4)),
            let treated = RelativeLift.Arm(random.normals(150, mean: 5, deviation: 2))
        else { return nil }
        return RelativeLift(control: control, treated: treated)
    }

    /// A score, and a label that is true with that chance: every ratio of the matrix at ½ is ¾, and the area 5/6.
    private static func calibrated(_ count: Int, _ random: inout SeededGenerator) -> (labels: [Bool], scores: [Double]) {
        let scores = (0..<count).map { _ in random.uniform() }
        return (scores.map { random.uniform() < $0 }, scores)
    }

    /// What a measure of new rows is off by, against the error that rows with labels promise.
    private static func expected(_ measure: BinaryEstimate.Measure) -> Candidate {
        Candidate(name: "cbpe's error of \(measure.rawValue)", rounds: 1_000, truth: 0.75) { random in
            let (reference, current) = (calibrated(500, &random), calibrated(300, &random))
            var matrix = BinaryConfusion()
            for (label, score) in zip(current.labels, current.scores) { matrix.update(label: label, predicted: score >= 0.5) }
            let error = BinaryEstimate.samplingError(
                measure, labels: reference.labels, predicted: reference.scores.map { $0 >= 0.5 }, count: 300)
            return around(measure.value(matrix), error)
        }
    }

    private static func around(_ center: Double, _ error: Double?) -> ClosedRange<Double>? {
        error.map { (center - 1.644_853_626_951_47 * $0)...(center + 1.644_853_626_951_47 * $0) }
    }

    /// Of two samples, of experiments, and of estimates without labels.
    static let comparisons: [Candidate] =
        [
            Candidate(name: "newcombe", rounds: 3_000) { shares(.newcomb, &$0) },
            Candidate(name: "score", rounds: 1_500) { shares(.score, &$0) },
            Candidate(name: "wald's difference", rounds: 3_000) { shares(.wald, &$0) },
            Candidate(name: "welch", rounds: 3_000, truth: 1) {
                MeanTests.welch($0.normals(12, mean: 3), $0.normals(20, mean: 2, deviation: 3), confidence: 0.9)?.interval
            },
            Candidate(name: "variants, means", rounds: 2_000, truth: 1) {
                VariantComparison(control: $0.exponentials(120), treatment: $0.exponentials(150, mean: 2), confidence: 0.9)?
                    .interval
            },
            Candidate(name: "variants, shares", rounds: 2_000) { random in
                let (p, q) = (0.2 + 0.6 * random.uniform(), 0.2 + 0.6 * random.uniform())
                func outcomes(_ count: Int, _ share: Double) -> [Double] { random.flags(count, share).map { $0 ? 1 : 0 } }
                return VariantComparison(control: outcomes(150, p), treatment: outcomes(200, q), confidence: 0.9)?.interval?
                    .contains(q - p)
            },
            Candidate(name: "variants, lift", rounds: 2_000, truth: 0.25) {
                VariantComparison(control: $0.normals(200, mean: 4), treatment: $0.normals(150, mean: 5), confidence: 0.9)?
                    .liftInterval
            },
            Candidate(name: "lift, delta", rounds: 3_000, truth: 0.25) { lift(&$0)?.deltaInterval(confidence: 0.9) },
            Candidate(name: "lift, fieller", rounds: 3_000, truth: 0.25) { lift(&$0)?.fiellerInterval(confidence: 0.9) },
            // At all of its looks together; the looks are few and end, so that it holds more often than it must.
            Candidate(name: "sequence of two arms", rounds: 400, most: 0.985) { random in
                let (control, treated) = (random.normals(800), random.normals(800, mean: 1, deviation: 2))
                let sequence = ConfidenceSequence(confidence: 0.9, tunedFor: 400)
                return stride(from: 50, through: 800, by: 50).allSatisfy { count in
                    guard let a = RelativeLift.Arm(Array(control[..<count])), let b = RelativeLift.Arm(Array(treated[..<count])),
                        let margin = sequence.margin(a, b)
                    else { return false }
                    return (b.mean - a.mean - 1).magnitude <= margin
                }
            },
            Candidate(name: "calibration slope", rounds: 500, truth: 1) { random in
                let (labels, scores) = calibrated(400, &random)
                return Recalibration(labels: labels, scores: scores).flatMap { around($0.slope, $0.slopeError) }
            },
            Candidate(name: "calibration intercept", rounds: 500, truth: 0) { random in
                let (labels, scores) = calibrated(400, &random)
                return Recalibration(labels: labels, scores: scores).flatMap { around($0.intercept, $0.interceptError) }
            },
            Candidate(name: "cbpe's error of roc_auc", rounds: 500, truth: 5.0 / 6) { random in
                let (reference, current) = (calibrated(400, &random), calibrated(300, &random))
                guard let area = ScoredLabels(labels: current.labels, scores: current.scores)?.rocAUC else { return nil }
                return around(
                    area, BinaryEstimate.samplingErrorOfArea(labels: reference.labels, scores: reference.scores, count: 300))
            },
        ] + BinaryEstimate.Measure.allCases.map(expected)
}

/// Intervals of several numbers from the same resamples, and of an estimate that takes long to make.
@Suite struct JointCoverageTests {
    private func check(_ held: [String: Int], rounds: Int, count: Int) {
        #expect(held.count == count)
        for (name, hits) in held {
            let share = Double(hits) / Double(rounds)
            #expect(CoverageTests.isWithin(share, rounds: rounds), "\(name): \(share)")
        }
    }

    /// Gaps far from 0: where there is none, the interval of an absolute gap cannot hold it, as documented.
    @Test func intervalsOfGroupsHoldTheTruthAtTheirLevel() throws {
        var random = SeededGenerator(seed: 41)
        let rounds = 300
        var held: [String: Int] = [:]
        for _ in 0..<rounds {
            // Half of the rows of both are positive. True-positive rates 0.5 and 0.8, false-positive rates 0.2 and 0.3.
            let groups = [ExactText("a"), "b"].map { name -> (ExactText, BinaryConfusion) in
                let (tpr, fpr) = name == "a" ? (0.5, 0.2) : (0.8, 0.3)
                var matrix = BinaryConfusion()
                for _ in 0..<400 {
                    let label = random.uniform() < 0.5
                    matrix.update(label: label, predicted: random.uniform() < (label ? tpr : fpr))
                }
                return (name, matrix)
            }
            let fairness = try #require(
                GroupFairness(groups: Dictionary(uniqueKeysWithValues: groups), rows: ["a": 400, "b": 400]))
            let bootstrap = Bootstrap(replicates: 199, seed: random.next())
            let intervals = try #require(FairnessIntervals(fairness, bootstrap: bootstrap, confidence: 0.9))
            for (name, interval, truth) in [
                ("parity difference", intervals.demographicParityDifference, 0.2),
                ("parity ratio", intervals.demographicParityRatio, 0.35 / 0.55),
                ("odds", intervals.equalizedOddsDifference, 0.3), ("opportunity", intervals.equalOpportunityDifference, 0.3),
            ] where try #require(interval).contains(truth) { held[name, default: 0] += 1 }
        }
        check(held, rounds: rounds, count: 4)
    }

    @Test func intervalsOfPoliciesHoldTheTruthAtTheirLevel() throws {
        var random = SeededGenerator(seed: 42)
        let rounds = 400
        var held: [String: Int] = [:]
        for _ in 0..<rounds {
            var (rewards, propensities, targets, values, logged): ([Double], [Double], [Double], [Double], [Double])
            (rewards, propensities, targets, values, logged) = ([], [], [], [], [])
            for _ in 0..<200 {
                // The old policy takes the action that earns 1 more in 4 of 10 rows, the new one in 7 of 10.
                let (context, takes) = (random.normal(), random.uniform() < 0.4)
                rewards.append(context + (takes ? 1 : 0) + random.normal() / 2)
                propensities.append(takes ? 0.4 : 0.6)
                targets.append(takes ? 0.7 : 0.3)
                values.append(context + 0.7)
                logged.append(context + (takes ? 1 : 0))
            }
            let log = try OffPolicyEvaluation(
                rewards: rewards, propensities: propensities, targetPropensities: targets, targetValues: values,
                loggedValues: logged)
            let intervals = log.intervals(Bootstrap(replicates: 199, seed: random.next()), confidence: 0.9)
            for (name, interval) in [
                ("ips", intervals.ips), ("snips", intervals.snips), ("direct", intervals.directMethod),
                ("doubly robust", intervals.doublyRobust),
            ] where try #require(interval).contains(0.7) { held[name, default: 0] += 1 }
            for (name, center, error) in [
                ("ips error", log.ips, log.ipsError), ("doubly robust error", log.doublyRobust ?? .nan, log.doublyRobustError),
            ] where (center - 0.7).magnitude <= 1.644_853_626_951_47 * (try #require(error)) { held[name, default: 0] += 1 }
        }
        check(held, rounds: rounds, count: 6)
    }

    /// The error of a regression's loss by the draw of rows: E|e| is √(2/π), and √E e² is 1.
    @Test func lossesOfNewRowsAreOffByTheirStatedError() throws {
        var random = SeededGenerator(seed: 43)
        let (references, draws) = (3, 400)
        var held: [String: Int] = [:]
        for _ in 0..<references {
            let (x, current) = (random.normals(1_500), random.normals(100))
            let labels = x.map { $0 + random.normal() }
            for (measure, truth) in [(LossEstimate.Measure.mae, (2 / Double.pi).squareRoot()), (.rmse, 1)] {
                let estimate = try #require(
                    LossEstimate(
                        measure, features: [DomainFeature("x", .numbers(reference: x, current: current))], labels: labels,
                        predictedReference: x, predictedCurrent: current))
                for _ in 0..<draws {
                    let errors = random.normals(100)
                    let seen = try #require(Regression(truth: errors, predicted: [Double](repeating: 0, count: 100)))
                    let value = measure == .mae ? seen.meanAbsoluteError : seen.rootMeanSquaredError
                    if (value - truth).magnitude <= 1.644_853_626_951_47 * estimate.samplingError {
                        held[measure.rawValue, default: 0] += 1
                    }
                }
            }
        }
        check(held, rounds: references * draws, count: 2)
    }
}
