import Statistics
import Testing

/// Measures with short formulas, against those formulas, and the coverage of their intervals.
@Suite struct FairnessAndLiftTests {
    private static func matrix(_ tp: Double, _ fp: Double, _ fn: Double, _ tn: Double) -> BinaryConfusion {
        var matrix = BinaryConfusion()
        (matrix.truePositives, matrix.falsePositives, matrix.falseNegatives, matrix.trueNegatives) = (tp, fp, fn, tn)
        return matrix
    }

    private let groups: GroupFairness
    init() throws {
        let matrices: [ExactText: BinaryConfusion] = [
            "a": Self.matrix(30, 10, 10, 50), "b": Self.matrix(10, 20, 10, 40), "c": Self.matrix(5, 1, 4, 30),
        ]
        groups = try #require(GroupFairness(groups: matrices, rows: ["a": 100, "b": 80, "c": 40]))
    }

    @Test func differencesToThePrivilegedGroupAreAIF360s() throws {
        let gap = try #require(groups.against(privileged: "a"))
        #expect(close(gap.statisticalParityDifference, 36.0 / 120 - 40.0 / 100))
        #expect(close(gap.disparateImpact, (36.0 / 120) / (40.0 / 100)))
        #expect(close(gap.equalOpportunityDifference, 15.0 / 29 - 30.0 / 40))
        #expect(close(gap.averageOddsDifference, ((15.0 / 29 - 30.0 / 40) + (21.0 / 91 - 10.0 / 60)) / 2))
        #expect(groups.against(privileged: "z") == nil)
    }

    @Test func intervalsOfGapsHoldTheEstimate() throws {
        let intervals = try #require(FairnessIntervals(groups, bootstrap: Bootstrap(replicates: 400, seed: 3)))
        #expect(try #require(intervals.demographicParityDifference).contains(groups.demographicParityDifference))
        #expect(try #require(intervals.equalizedOddsDifference).contains(groups.equalizedOddsDifference))
        #expect(try #require(intervals.precisionDifference).contains(groups.difference(.precision)))
        #expect(intervals.smallestGroup == 40)
        let weighted = try #require(GroupFairness(groups: ["a": Self.matrix(1.5, 1, 1, 1)], rows: ["a": 4]))
        #expect(FairnessIntervals(weighted, bootstrap: Bootstrap(replicates: 20, seed: 3)) == nil)
    }

    @Test func areasOfAGroupMeetItselfAndTheOthers() throws {
        let labels = [true, false, true, false, true, false]
        let scores = [0.9, 0.1, 0.4, 0.6, 0.8, 0.2]
        let areas = try #require(SubgroupAreas.all(labels: labels, scores: scores, groups: ["x", "x", "y", "y", "y", "y"]))
        let x = try #require(areas["x"])
        #expect(x.subgroup == 1)
        #expect(x.backgroundPositive == 1)
        #expect(x.backgroundNegative == 1)
        let y = try #require(areas["y"])
        // Of the pairs (0.4, 0.6), (0.4, 0.2), (0.8, 0.6), (0.8, 0.2) one is in the wrong order.
        #expect(y.subgroup == 0.75)
        #expect(y.count == 4)
        #expect(SubgroupAreas.all(labels: [true], scores: [.nan], groups: ["x"]) == nil)
    }

    @Test func liftHasTheIntervalsOfARatio() throws {
        let control = try #require(RelativeLift.Arm(count: 400, mean: 10, variance: 16))
        let treated = try #require(RelativeLift.Arm(count: 500, mean: 11, variance: 25))
        let lift = try #require(RelativeLift(control: control, treated: treated))
        #expect(close(lift.lift, 0.1))
        #expect(close(lift.standardError, ((25.0 / 500 + 1.21 * 16 / 400) / 100).squareRoot()))
        let fieller = try #require(lift.fiellerInterval())
        // Its ends are the ratios r at which (treated − r·control)² is z² times its variance.
        let z = Normal.upperQuantile(0.025)
        for end in [fieller.lowerBound, fieller.upperBound] {
            let distance = 11 - (1 + end) * 10
            #expect(close(distance * distance, z * z * (0.05 + (1 + end) * (1 + end) * 0.04), tolerance: 1e-9))
        }
        let nothing = try #require(RelativeLift.Arm(count: 4, mean: 0.1, variance: 9))
        #expect(RelativeLift(control: nothing, treated: treated)?.fiellerInterval() == nil)
        #expect(RelativeLift.Arm(count: 4, mean: 0, variance: 9).flatMap { RelativeLift(control: $0, treated: treated) } == nil)
    }

    @Test func intervalsOfLiftCover() throws {
        var random = SeededGenerator(seed: 8)
        var (delta, fieller) = (0, 0)
        for _ in 0..<1_500 {
            let control = try #require(RelativeLift.Arm((0..<60).map { _ in 5 + random.normal() }))
            let treated = try #require(RelativeLift.Arm((0..<60).map { _ in 6 + random.normal() }))
            let lift = try #require(RelativeLift(control: control, treated: treated))
            if lift.deltaInterval(confidence: 0.9).contains(0.2) { delta += 1 }
            if try #require(lift.fiellerInterval(confidence: 0.9)).contains(0.2) { fieller += 1 }
        }
        let error = (0.9 * 0.1 / 1_500).squareRoot()
        #expect((Double(delta) / 1_500 - 0.9).magnitude < 3 * error)
        #expect((Double(fieller) / 1_500 - 0.9).magnitude < 3 * error)
    }

    @Test func aGuardrailPassesFailsOrWaits() throws {
        var random = SeededGenerator(seed: 2)
        func sample(_ mean: Double, _ count: Int) -> [Double] { (0..<count).map { _ in mean + random.normal() } }
        let rail = try #require(Guardrail(margin: 0.2))
        #expect(rail.verdict(control: sample(0, 4_000), treated: sample(0, 4_000)) == .passed)
        #expect(rail.verdict(control: sample(0, 4_000), treated: sample(-0.5, 4_000)) == .failed)
        #expect(rail.verdict(control: [0, 1, 2, 3], treated: [0, 1, 2, 3]) == .undecided)
        let latency = try #require(Guardrail(margin: 0.2, higherIsBetter: false))
        #expect(latency.verdict(control: sample(0, 4_000), treated: sample(0.5, 4_000)) == .failed)
        #expect(rail.verdict(control: [1], treated: [1, 2]) == nil)
        #expect(Guardrail(margin: -1) == nil)
    }

    /// With the standard tuning, looked at every 50 rows until 10 000.
    @Test func aSequenceOfDifferencesHoldsAtEveryLook() throws {
        var random = SeededGenerator(seed: 19)
        let sequence = ConfidenceSequence(confidence: 0.9)
        let rounds = 150
        var missed = 0
        for _ in 0..<rounds {
            var (a, b) = (PowerSums(), PowerSums())
            for look in 1...100 {
                for _ in 0..<50 {
                    a.update(random.normal())
                    b.update(random.normal())
                }
                guard let va = a.variance(), let vb = b.variance(), look > 1,
                    let first = RelativeLift.Arm(count: a.count, mean: a.mean ?? 0, variance: va),
                    let second = RelativeLift.Arm(count: b.count, mean: b.mean ?? 0, variance: vb),
                    let margin = sequence.margin(first, second)
                else { continue }
                if (first.mean - second.mean).magnitude > margin {
                    missed += 1
                    break
                }
            }
        }
        #expect(Double(missed) / Double(rounds) <= 0.1 + 3 * (0.1 * 0.9 / Double(rounds)).squareRoot())
    }

    @Test func policiesHaveIntervalsAndATestOfTheirWeights() throws {
        var random = SeededGenerator(seed: 4)
        var (rewards, propensities, targets): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<600 {
            let propensity = 0.2 + 0.6 * random.uniform()
            let first = random.uniform() < propensity
            propensities.append(first ? propensity : 1 - propensity)
            targets.append(0.5)
            rewards.append(random.uniform() < (first ? 0.7 : 0.3) ? 1 : 0)
        }
        let log = try OffPolicyEvaluation(rewards: rewards, propensities: propensities, targetPropensities: targets)
        let intervals = log.intervals(Bootstrap(replicates: 200, seed: 5))
        #expect(try #require(intervals.ips).contains(log.ips))
        #expect(try #require(intervals.snips).contains(0.5))
        #expect(intervals.doublyRobust == nil)
        #expect(try #require(log.weightTest).pValue > 0.001)
        let wrong = try OffPolicyEvaluation(
            rewards: rewards, propensities: propensities.map { min(1, $0 * 1.3) }, targetPropensities: targets)
        #expect(try #require(wrong.weightTest).pValue < 0.001)
    }
}
