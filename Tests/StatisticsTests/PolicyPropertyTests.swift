import Statistics
import Testing

/// What every estimate of a new policy's value has in common. A new one is a line in `registry`.
@Suite struct PolicyPropertyTests {
    /// A log of actions.
    struct Log: Sendable {
        var rewards: [Double] = []
        var propensities: [Double] = []
        var targets: [Double] = []
        var values: [Double] = []
        var logged: [Double] = []

        init(_ count: Int, seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<count {
                propensities.append(0.2 + 0.6 * random.uniform())
                targets.append(random.uniform())
                rewards.append((random.normal() * 32).rounded() / 32)
                values.append((random.normal() * 32).rounded() / 32)
                logged.append((random.normal() * 32).rounded() / 32)
            }
        }

        func rows(_ order: [Int]) -> Log {
            var log = self
            log.rewards = order.map { rewards[$0] }
            log.propensities = order.map { propensities[$0] }
            log.targets = order.map { targets[$0] }
            log.values = order.map { values[$0] }
            log.logged = order.map { logged[$0] }
            return log
        }

        func evaluation() throws -> OffPolicyEvaluation {
            try OffPolicyEvaluation(
                rewards: rewards, propensities: propensities, targetPropensities: targets, targetValues: values,
                loggedValues: logged)
        }
    }

    struct Estimate: Sendable, CustomStringConvertible {
        let name: String
        /// Whether rewards (and the model) times a number give the estimate times it; else they do not matter.
        var scalesWithRewards = true
        let value: @Sendable (OffPolicyEvaluation) -> Double?
        var description: String { name }
    }

    static let registry: [Estimate] = [
        Estimate(name: "on policy") { $0.onPolicy }, Estimate(name: "ips") { $0.ips }, Estimate(name: "snips") { $0.snips },
        Estimate(name: "clipped") { $0.clippedIPS(limit: 2) }, Estimate(name: "direct") { $0.directMethod },
        Estimate(name: "doubly robust") { $0.doublyRobust },
        Estimate(name: "normalised doubly robust") { $0.selfNormalizedDoublyRobust },
        Estimate(name: "switch") { $0.switchDoublyRobust(limit: 2) }, Estimate(name: "ips error") { $0.ipsError },
        Estimate(name: "doubly robust error") { $0.doublyRobustError },
        Estimate(name: "effective size", scalesWithRewards: false) { $0.effectiveSampleSize },
        Estimate(name: "largest weight", scalesWithRewards: false) { $0.maximumWeight },
        Estimate(name: "mean weight", scalesWithRewards: false) { $0.meanWeight },
        Estimate(name: "weight test", scalesWithRewards: false) { $0.weightTest?.pValue },
    ]

    @Test(arguments: registry) func theOrderOfRowsDoesNotMatter(_ estimate: Estimate) throws {
        let log = Log(200, seed: 1)
        let value = try #require(estimate.value(log.evaluation()))
        var order = Array(0..<200)
        var random = SeededGenerator(seed: 2)
        for _ in 0..<4 {
            random.shuffle(&order)
            #expect(close(estimate.value(try log.rows(order).evaluation()), value, scale: 1e-3, tolerance: 1e-11))
        }
    }

    @Test(arguments: registry) func estimatesAreInTheRewardsUnit(_ estimate: Estimate) throws {
        let log = Log(200, seed: 3)
        let value = try #require(estimate.value(log.evaluation()))
        var scaled = log
        scaled.rewards = log.rewards.map { $0 * 8 }
        scaled.values = log.values.map { $0 * 8 }
        scaled.logged = log.logged.map { $0 * 8 }
        let expected = estimate.scalesWithRewards ? 8 * value : value
        #expect(close(estimate.value(try scaled.evaluation()), expected, scale: 1e-3, tolerance: 1e-11))
    }

    @Test func theLoggingPolicyIsWorthWhatItEarned() throws {
        var log = Log(200, seed: 4)
        log.targets = log.propensities
        let evaluation = try log.evaluation()
        for value in [evaluation.ips, evaluation.snips, evaluation.clippedIPS(limit: 1)] {
            #expect(close(value, evaluation.onPolicy, scale: 1e-3))
        }
        #expect(close(evaluation.effectiveSampleSize, 200) && evaluation.weightTest == nil)
    }

    @Test(arguments: registry) func fewRowsNeverTrapAndNoWeightSaysNothing(_ estimate: Estimate) throws {
        for row in 0..<5 { _ = estimate.value(try Log(5, seed: 5).rows([row]).evaluation()) }
        var idle = Log(30, seed: 6)
        idle.targets = [Double](repeating: 0, count: 30)
        let value = estimate.value(try idle.evaluation())
        if estimate.name == "snips" || estimate.name.hasPrefix("normalised") { #expect(value == nil) }
    }

    @Test func logsThatContradictThemselvesAreRefused() {
        let log = Log(20, seed: 7)
        let changes: [(inout Log) -> Void] = [
            { $0.rewards[3] = .nan }, { $0.rewards[3] = .infinity }, { $0.propensities[3] = 0 }, { $0.propensities[3] = .nan },
            { $0.propensities[3] = 1.5 }, { $0.targets[3] = -0.1 }, { $0.targets[3] = .nan }, { $0.values[3] = .nan },
            { $0.logged[3] = .infinity }, { $0.rewards.removeLast() }, { $0.values.removeLast() }, { $0 = $0.rows([]) },
        ]
        for change in changes {
            var wrong = log
            change(&wrong)
            #expect(throws: StatisticsError.self) { try wrong.evaluation() }
        }
    }
}
