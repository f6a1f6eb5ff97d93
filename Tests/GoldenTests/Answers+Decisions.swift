import Columnar
import Statistics

extension Answers {
    static func fairness(_ columns: Columns) throws -> Value {
        let labels = try columns.numbers("y_true").map { $0 == 1 }
        let threshold = columns.golden.params["threshold"]?.number ?? 0.5
        let predicted =
            columns.golden.inputs["y_pred"] != nil
            ? try columns.numbers("y_pred").map { $0 == 1 } : try columns.numbers("y_score").map { $0 >= threshold }
        let groups = try columns.texts(columns.golden.inputs["group"]).map { $0 ?? ReservedBin.missing }
        let weights = columns.golden.inputs["weight"] == nil ? nil : try columns.numbers("weight")
        guard let fairness = GroupFairness(labels: labels, predicted: predicted, groups: groups, weights: weights) else {
            return .undefined
        }
        func rates(_ value: (GroupFairness.Rate) -> Double) -> Value {
            .map(GroupFairness.Rate.allCases.map { (ExactText($0.rawValue), .number(value($0))) })
        }
        return .fields([
            "by_group": .map(
                fairness.groups.sorted { $0.key < $1.key }.map { group in (group.key, rates { $0.of(group.value) }) }),
            "overall": rates { $0.of(fairness.overall) }, "difference_between_groups": rates { fairness.difference($0) },
            "difference_to_overall": rates { fairness.differenceToOverall($0) },
            "ratio_between_groups": rates { fairness.ratio($0) },
            "demographic_parity_difference": .number(fairness.demographicParityDifference),
            "demographic_parity_ratio": .number(fairness.demographicParityRatio),
            "equalized_odds_difference_worst_case": .number(fairness.equalizedOddsDifference),
            "equalized_odds_difference_mean": .number(fairness.equalizedOddsMeanDifference),
            "equalized_odds_ratio_worst_case": .number(fairness.equalizedOddsRatio),
            "equal_opportunity_difference": .number(fairness.equalOpportunityDifference),
            "equal_opportunity_ratio": .number(fairness.equalOpportunityRatio),
        ])
    }

    static func offPolicy(_ columns: Columns) throws -> Value {
        do {
            let log = try evaluation(columns)
            return .fields([
                "ips": .number(log.ips), "snips": .of(log.snips), "clipped_ips_5": .number(log.clippedIPS(limit: 5)),
                "dm": .of(log.directMethod), "dr": .of(log.doublyRobust), "sndr": .of(log.selfNormalizedDoublyRobust),
                "switch_dr_tau5": .of(log.switchDoublyRobust(limit: 5)), "ess": .number(log.effectiveSampleSize),
                "max_weight": .number(log.maximumWeight), "mean_weight": .number(log.meanWeight), "ips_se": .of(log.ipsError),
                "dr_se": .of(log.doublyRobustError), "on_policy_mean_reward": .number(log.onPolicy),
            ])
        } catch let error as StatisticsError {
            return .text(ExactText(error.description))
        }
    }

    private static func evaluation(_ columns: Columns) throws -> OffPolicyEvaluation {
        guard let file = columns.golden.inputs["parquet"]?.string else {
            return try OffPolicyEvaluation(
                rewards: try columns.numbers("reward"), propensities: try columns.numbers("pscore"),
                targetPropensities: try columns.numbers("pi_e_of_action"))
        }
        let actions = Int(columns.golden.params["actions"]?.number ?? 0)
        let action = try columns.fileNumbers(file, "action").map { Int($0) }
        let policy = try (0..<actions).map { try columns.fileNumbers(file, "pi_e_\($0)") }
        let model = try (0..<actions).map { try columns.fileNumbers(file, "q_hat_\($0)") }
        return try OffPolicyEvaluation(
            rewards: try columns.fileNumbers(file, "reward"), propensities: try columns.fileNumbers(file, "pscore"),
            targetPropensities: action.indices.map { policy[action[$0]][$0] },
            targetValues: action.indices.map { row in (0..<actions).reduce(0) { $0 + policy[$1][row] * model[$1][row] } },
            loggedValues: action.indices.map { model[action[$0]][$0] })
    }

    private static func decomposition(_ golden: GoldenCase) -> SeasonalTrend? {
        var configuration = SeasonalTrend.Configuration(period: Int(golden.params["period"]?.number ?? 0))
        configuration.seasonal = Int(golden.params["seasonal"]?.number ?? 7)
        configuration.innerIterations = Int(golden.params["inner_iter"]?.number ?? 5)
        configuration.outerIterations = Int(golden.params["outer_iter"]?.number ?? 0)
        return SeasonalTrend(golden.inputs["x"]?.numbers ?? [], configuration: configuration)
    }

    static func seasonalTrend(_ golden: GoldenCase) -> Value {
        let x = golden.inputs["x"]?.numbers ?? []
        guard let parts = decomposition(golden) else { return .undefined }
        let period = Int(golden.params["period"]?.number ?? 0)
        return .fields([
            "trend": .of(parts.trend), "seasonal": .of(parts.seasonal), "resid": .of(parts.residual),
            "weights": .of(parts.weights),
            "classical_seasonal_one_period": .of(SeriesStatistics.classicalSeasonal(x, period: period) ?? []),
            "acf_lags0_10": .of(SeriesStatistics.autocorrelation(x, lags: 10) ?? []),
        ])
    }

    static func outliers(_ golden: GoldenCase, in folder: GoldenFolder) -> Value {
        guard let source = folder.cases.first(where: { $0.id == golden.inputs["case"]?.string }),
            let parts = decomposition(source)
        else {
            return .undefined
        }
        // Where the generator put outliers is not a result: it is handed back.
        return .fields(["flagged": .list(parts.outliers().map { .of($0) }), "injected": golden.expected["injected"] ?? .null])
    }
}
