import Statistics

extension Answers {
    static func binary(_ columns: Columns) throws -> Value {
        let golden = columns.golden
        func column(_ name: String) throws -> [Double]? {
            guard let input = golden.inputs[name] else { return nil }
            if let name = input.string { return try columns.fileNumbers(golden.inputs["csv"]?.string, name) }
            return try columns.numbers(input)
        }
        var (truth, scores) = (try column("y_true") ?? [], try column("y_score") ?? [])
        var weights = try column("weight")
        if let slice = golden.params["slice"] {
            let file = golden.inputs["y_true"]?["parquet"]?.string
            let groups = try columns.fileTexts(file, slice["column"]?.string)
            let rows = groups.indices.filter { groups[$0]?.description == slice["equals"]?.string }
            truth = rows.map { truth[$0] }
            scores = rows.map { scores[$0] }
            weights = weights.map { weights in rows.map { weights[$0] } }
        }
        let labels = truth.map { $0 == 1 }
        guard let scored = ScoredLabels(labels: labels, scores: scores, weights: weights),
            let brier = ProbabilityLoss.brier(labels: labels, scores: scores, weights: weights)
        else { return .undefined }
        var confusion = BinaryConfusion()
        let threshold = golden.params["threshold"]?.number ?? 0.5
        for row in labels.indices {
            confusion.update(label: labels[row], predicted: scores[row] >= threshold, weight: weights?[row] ?? 1)
        }
        var answer = fields(confusion)
        answer += [
            ("roc_auc", .of(scored.rocAUC)), ("average_precision", .number(scored.averagePrecision)),
            ("pr_auc_trapezoid", .number(scored.precisionRecallTrapezoid)),
            ("log_loss", .of(ProbabilityLoss.logLoss(labels: labels, scores: scores, weights: weights))),
            ("brier", .number(brier)),
            ("ks_of_scores_max_tpr_minus_fpr", .of(scored.kolmogorovSmirnov)),
        ]
        let kinds: [(String, Calibration.Binning)] = [
            ("width_right_closed", .widthRightClosed), ("width_left_closed", .widthLeftClosed),
            ("mass_quantile_edges", .massQuantileEdges), ("mass_equal_counts", .massEqualCounts),
        ]
        for bins in [10, 15] {
            for (name, binning) in kinds {
                let calibration = Calibration(outcomes: labels, scores: scores, weights: weights, bins: bins, binning: binning)
                answer.append((ExactText("ece\(bins)_\(name)"), .of(calibration?.expectedError)))
                answer.append((ExactText("mce\(bins)_\(name)"), .of(calibration?.maximumError)))
            }
        }
        answer.append(("calibration_curve10_uniform", curve(labels, scores, .widthRightClosed)))
        answer.append(("calibration_curve10_quantile", curve(labels, scores, .massQuantileEdges)))
        return .map(answer)
    }

    private static func curve(_ labels: [Bool], _ scores: [Double], _ binning: Calibration.Binning) -> Value {
        let bins = Calibration(outcomes: labels, scores: scores, bins: 10, binning: binning)?.bins ?? []
        return .fields(["prob_true": .of(bins.map(\.meanOutcome)), "prob_pred": .of(bins.map(\.meanScore))])
    }

    private static func fields(_ confusion: BinaryConfusion) -> [(key: ExactText, value: Value)] {
        [
            ("tp", .number(confusion.truePositives)), ("fp", .number(confusion.falsePositives)),
            ("fn", .number(confusion.falseNegatives)), ("tn", .number(confusion.trueNegatives)),
            ("precision", .number(confusion.precision)), ("recall", .number(confusion.recall)),
            ("f1", .number(confusion.fScore())),
            ("accuracy", .number(confusion.accuracy)), ("f2", .number(confusion.fScore(beta: 2))),
            ("specificity", .number(confusion.specificity)), ("npv", .number(confusion.negativePredictiveValue)),
            ("balanced_accuracy", .number(confusion.balancedAccuracy)), ("mcc", .number(confusion.matthews)),
            ("cohen_kappa", .number(confusion.kappa)), ("jaccard", .number(confusion.jaccard)),
        ]
    }

    static func multiclass(_ columns: Columns) throws -> Value {
        let labels = try columns.numbers("y_true").map { Int($0) }
        let probabilities = (columns.golden.inputs["proba"]?.items ?? []).map(\.numbers)
        let weights = columns.golden.inputs["weight"]?.numbers
        guard let model = ClassProbabilities(labels: labels, probabilities: probabilities, weights: weights) else {
            return .undefined
        }
        let confusion = model.confusion
        func averages(_ name: String, _ values: [Double]) -> [(key: ExactText, value: Value)] {
            [
                (ExactText("\(name)_macro"), .number(confusion.average(values, weighted: false))),
                (ExactText("\(name)_weighted"), .number(confusion.average(values, weighted: true))),
                (ExactText("\(name)_micro"), .number(confusion.accuracy)),
            ]
        }
        // scikit-learn has no weighted one-versus-one; the case records it as null.
        func pairwise(_ value: Double?) -> Value { weights == nil ? .of(value) : .null }
        var answer: [(key: ExactText, value: Value)] = [
            ("confusion", .list((0..<model.classes).map { row in .of((0..<model.classes).map { confusion[row, $0] }) })),
            ("accuracy", .number(confusion.accuracy)),
            (
                "per_class",
                .fields([
                    "precision": .of(confusion.precision), "recall": .of(confusion.recall), "f1": .of(confusion.f1),
                    "support": .of(confusion.support),
                ])
            ),
            ("mcc", .number(confusion.matthews)), ("cohen_kappa", .number(confusion.kappa())),
            ("cohen_kappa_quadratic", .number(confusion.kappa(quadratic: true))),
            ("balanced_accuracy", .number(confusion.balancedAccuracy)), ("log_loss", .number(model.logLoss)),
            ("roc_auc_ovr_macro", Value.of(model.rocAUCOneVersusRest(weighted: false))),
            ("roc_auc_ovr_weighted", Value.of(model.rocAUCOneVersusRest(weighted: true))),
            ("roc_auc_ovo_macro", pairwise(model.rocAUCOneVersusOne(weighted: false))),
            ("roc_auc_ovo_weighted", pairwise(model.rocAUCOneVersusOne(weighted: true))),
            ("top2_accuracy", .number(model.topAccuracy(2))), ("brier_sum_over_classes", .number(model.brier)),
            ("ece15_top_label_width_right_closed", .of(model.topLabelCalibration()?.expectedError)),
        ]
        answer += averages("precision", confusion.precision) + averages("recall", confusion.recall) + averages("f1", confusion.f1)
        return .map(answer)
    }

    static func regression(_ columns: Columns) throws -> Value {
        let (truth, predicted) = (try columns.numbers("y_true"), try columns.numbers("y_pred"))
        let weights = columns.golden.inputs["weight"] == nil ? nil : try columns.numbers("weight")
        guard let errors = Regression(truth: truth, predicted: predicted, weights: weights) else { return .undefined }
        return .fields([
            "mae": .number(errors.meanAbsoluteError), "mse": .number(errors.meanSquaredError),
            "rmse": .number(errors.rootMeanSquaredError), "r2": .number(errors.rSquared),
            "explained_variance": .number(errors.explainedVariance), "mape": .number(errors.meanAbsolutePercentageError),
            "max_error": .number(errors.maximumError), "median_ae": .number(errors.medianAbsoluteError),
            "pinball_0_9": .number(errors.pinball(alpha: 0.9)), "msle": .of(errors.meanSquaredLogError),
            "bias_mean_error": .number(errors.bias),
        ])
    }
}
