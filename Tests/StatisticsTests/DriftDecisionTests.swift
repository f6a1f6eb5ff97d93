import Statistics
import Testing

@Suite struct DriftDecisionTests {
    @Test func attributionsInTheSameOrderDoNotDrift() throws {
        let same = try #require(AttributionDrift(reference: ["a": 0.5, "b": -0.3, "c": 0.1], current: ["a": 5, "b": 3, "c": 1]))
        #expect(same.ndcg == 1 && close(same.spearman, 1) && close(same.kendall, 1) && !same.isDrifted())
        let turned = try #require(AttributionDrift(reference: ["a": 0.9, "b": 0.1], current: ["b": 1, "c": 0.1]))
        #expect(turned.count == 3 && turned.ndcg < 0.9 && turned.isDrifted())
        #expect(AttributionDrift(reference: [1], current: [1]) == nil)
        #expect(AttributionDrift(reference: [1, .nan], current: [1, 2]) == nil)
        #expect(AttributionDrift(reference: [0, 0], current: [1, 2]) == nil)
    }

    @Test func driftIsConfirmedByKOfTheLastM() {
        let verdicts: [Bool?] = [true, false, true, nil, nil, false, true, true, false, false, false]
        #expect(
            ConfirmationWindow.confirmed(verdicts, required: 2, of: 3)
                == [false, false, true, true, true, false, true, true, true, false, false])
        var single = ConfirmationWindow(required: 9, of: 0)
        #expect(single.update(true) && !single.update(false) && !single.update(nil))
    }

    @Test func thresholdsComeFromSixChunksOrNone() throws {
        let scores = [0.1, 0.2, 0.15, 0.12, 0.18, 0.15]
        let limits = try #require(ReferenceThresholds(scores: scores + [.nan], limits: 0 ... .infinity))
        #expect(close(limits.mean, 0.15) && limits.count == 6)
        #expect(close(limits.standardDeviation, (0.0068 / 5).squareRoot(), tolerance: 1e-9))
        #expect(close(limits.upper, 0.15 + 3 * (0.0068 / 5).squareRoot(), tolerance: 1e-9) && limits.lower > 0.03)
        #expect(limits.isBeyond(0.3) && limits.isBeyond(0.01) && !limits.isBeyond(0.2) && !limits.isBeyond(.nan))
        #expect(ReferenceThresholds(scores: Array(scores.dropLast())) == nil)
        #expect(try #require(ReferenceThresholds(scores: scores, deviations: 9, limits: 0...1)).lower == 0)
    }

    @Test func aGroupDriftsWhereTheWholeIsStill() throws {
        let reference: [ExactText: [Int]] = [
            "f": [300, 300, 400], "m": [400, 300, 300], "few": [9, 9, 9], "gone": [500, 500, 500],
        ]
        let current: [ExactText: [Int]] = [
            "f": [150, 300, 550], "m": [550, 300, 150], "few": [90, 90, 90], "new": [500, 1, 2],
        ]
        let drift = GroupDrift(reference: reference, current: current)
        #expect(Set(drift.drifted.map(\.group)) == ["f", "m"])
        #expect(Set(drift.groups.filter { $0.state == .insufficient }.map(\.group)) == ["few", "gone", "new"])
        let worst = try #require(drift.worst)
        let (p, q) = (Divergence.smoothedShares([300, 300, 400]), Divergence.smoothedShares([150, 300, 550]))
        #expect(close(drift.groups.first { $0.group == "f" }?.psi, Divergence.psi(p, q)))
        #expect(worst.psi >= Divergence.psi(p, q) && worst.countReference == 1_000)
    }

    @Test func groupsWithoutDriftRarelyAlarm() {
        var random = SeededGenerator(seed: 12)
        func counts(_ n: Int) -> [Int] {
            (0..<n).reduce(into: [Int](repeating: 0, count: 10)) { sum, _ in sum[random.below(10)] += 1 }
        }
        let alarms = (0..<300).count { _ in
            !GroupDrift(reference: ["a": counts(120)], current: ["a": counts(120)]).drifted.isEmpty
        }
        #expect(alarms <= 6, "\(alarms) of 300")
    }

    @Test func errorsAreColumnsWhoseGapsAreMissing() {
        #expect(ErrorSample.residuals(truth: [1, 2], predicted: [0.5, 3]) == [0.5, -1])
        #expect(ErrorSample.absolute(truth: [1, 2, .nan], predicted: [0.5, 3, 1]).map { $0.isNaN ? -1 : $0 } == [0.5, 1, -1])
        let probability = ErrorSample.probability(labels: [true, false, nil], scores: [0.75, 0.25, 0.5])
        #expect(probability[0] == 0.25 && probability[1] == 0.25 && probability[2].isNaN)
        let mistakes = ErrorSample.mistakes(truth: ["a", "b", nil], predicted: ["a", "c", "a"])
        #expect(mistakes[0] == 0 && mistakes[1] == 1 && mistakes[2].isNaN)
    }
}
