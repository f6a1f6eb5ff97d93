import Statistics
import Testing

/// Where there is nothing to find, a p-value of α or less comes up with chance α: not more often, and not much more seldom either.
/// Every test of the module is a line in `NullCandidate.registry`.
@Suite struct NullCalibrationTests {
    @Test(arguments: NullCandidate.registry) func pValuesHaveTheirLawWhereThereIsNothingToFind(_ candidate: NullCandidate) {
        let pValues = candidate.drawn()
        #expect(pValues.count == candidate.rounds)
        #expect(pValues.allSatisfy { $0 >= 0 && $0 <= 1 })
        let rounds = Double(candidate.rounds)
        let (least, most) = candidate.law.levels
        for alpha in [0.01, 0.05, 0.1] {
            let share = Double(pValues.count { $0 <= alpha }) / rounds
            func error(_ level: Double) -> Double { (level * (1 - level) / rounds).squareRoot() }
            #expect(share <= most * alpha + 3 * error(most * alpha), "\(candidate): \(share) at \(alpha)")
            #expect(share >= least * alpha - 3 * error(least * alpha), "\(candidate): only \(share) at \(alpha)")
        }
        let half = Double(pValues.count { $0 <= 0.5 }) / rounds
        #expect(half > 0.1, "\(candidate): \(half) at or below a half")
    }

    /// Kolmogorov and Smirnov's test of the p-values themselves, at one in a thousand.
    @Test(arguments: NullCandidate.registry.filter { $0.law.isExact })
    func exactPValuesAreUniform(_ candidate: NullCandidate) {
        let pValues = candidate.drawn().sorted()
        let critical = 1.949 / Double(pValues.count).squareRoot()
        #expect(candidate.law.distance(pValues) < critical, "\(candidate): \(candidate.law.distance(pValues))")
    }

    @Test func theChecksTellAWrongLawFromTheRightOne() {
        var random = SeededGenerator(seed: 1)
        let right = (0..<2_000).map { _ in random.uniform() }.sorted()
        let critical = 1.949 / Double(2_000).squareRoot()
        #expect(NullCandidate.Law.uniform.distance(right) < critical)
        #expect(NullCandidate.Law.uniform.distance(right.map { min(1, 1.15 * $0) }) > critical)
        #expect(NullCandidate.Law.uniform.distance(right.map { _ in 1 }) > critical)
        #expect(NullCandidate.Law.uniform.distance(right.map { $0 * $0 }) > critical)
        let steps = right.map { ($0 * 8).rounded(.up) / 8 }
        #expect(NullCandidate.Law.steps.distance(steps) < critical)
        #expect(NullCandidate.Law.steps.distance(steps.map { min(1, 1.15 * $0) }) > critical)
    }

    /// Harm of just the margin: each one-sided test of a guardrail errs with chance α.
    @Test func guardrailsErrAtTheirLevel() throws {
        var random = SeededGenerator(seed: 31)
        let guardrail = try #require(Guardrail(margin: 0.3))
        let rounds = 2_000
        for alpha in [0.01, 0.05, 0.1] {
            var verdicts: [Guardrail.Verdict: Int] = [:]
            for _ in 0..<rounds {
                let (control, treated) = (random.normals(60), random.normals(50, mean: -0.3, deviation: 1.5))
                let verdict = try #require(guardrail.verdict(control: control, treated: treated, alpha: alpha))
                verdicts[verdict, default: 0] += 1
            }
            let error = (alpha * (1 - alpha) / Double(rounds)).squareRoot()
            for verdict in [Guardrail.Verdict.passed, .failed] {
                let share = Double(verdicts[verdict] ?? 0) / Double(rounds)
                #expect((share - alpha).magnitude <= 3 * error, "\(verdict): \(share) at \(alpha)")
            }
        }
    }

    @Test func aConfidenceSequenceHoldsAtEveryLook() {
        var random = SeededGenerator(seed: 5)
        let sequence = ConfidenceSequence(confidence: 0.95, tunedFor: 500)
        var missed = 0
        for _ in 0..<400 {
            var sum = 0.0
            for n in 1...1_500 {
                sum += random.normal()
                if let margin = sequence.margin(count: n, standardDeviation: 1), (sum / Double(n)).magnitude > margin {
                    missed += 1
                    break
                }
            }
        }
        let share = Double(missed) / 400
        #expect(share <= 0.05 + 3 * (0.05 * 0.95 / 400).squareRoot())
        #expect(share > 0.005, "an interval that is never left is too wide")
    }
}
