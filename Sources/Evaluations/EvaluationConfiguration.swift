/// What to evaluate, and how. Column names are the file's.
package struct EvaluationConfiguration: Sendable {
    package var task: EvaluationTask
    /// A file, a directory, a glob or a URI.
    package var data: String
    /// What happened: a class, a number, or a grade of relevance.
    package var label: String?
    /// The probability of the positive class, the predicted number, or what a ranking sorts by.
    package var score: String?
    /// The predicted class, or the predicted number.
    package var prediction: String?
    /// The label that counts as positive; nil where it can be told.
    package var positive: String?
    /// A score at or above it predicts the positive class.
    package var threshold = 0.5
    /// A column with a probability for each class.
    package var probabilities: [String] = []
    package var query: String?
    /// Places of a ranking at which it is cut.
    package var cuts: [Int] = [1, 3, 5, 10]
    /// TREC's judgements of a run.
    package var judgements: String?
    package var action: String?
    package var reward: String?
    package var propensity: String?
    /// One column for the logged action, or one for each action.
    package var targetPropensity: [String] = []
    /// One or two columns, or one for each action: see `PolicyEvaluator`.
    package var rewardModel: [String] = []
    /// The weight at which importance is cut.
    package var clip = 10.0
    package var variant: String?
    /// The outcomes of an experiment.
    package var outcomes: [String] = []
    /// The variant that the others are compared with; nil: `control`, else the first by name.
    package var control: String?
    /// The shares of traffic that were meant, in the order of the variants' names; empty: equal.
    package var shares: [Double] = []
    /// A column from before the experiment, for CUPED.
    package var covariate: String?
    package var weight: String?
    package var slices: [String] = []
    package var sliceQueries: [String] = []
    package var groups: [String] = []
    /// The group with which AIF360's measures compare; nil: the largest.
    package var privileged: String?
    /// A file of labels that came later, and the column that joins it.
    package var labels: String?
    package var joinKey: String?
    /// Names of metrics; empty: all of the task.
    package var metrics: [String] = []
    /// The level of intervals; nil: none.
    package var confidence: Double?
    package var seed: UInt64 = 1
    package var resamples = 1_000
    /// Equal-width bins of the reliability diagram and of calibration errors.
    package var bins = 15

    package init(task: EvaluationTask, data: String) {
        self.task = task
        self.data = data
    }

    /// - Throws: `EvaluationError` for values that no file can make right.
    func validate() throws(EvaluationError) {
        if let confidence, !(confidence > 0 && confidence < 1) {
            throw EvaluationError("--ci \(confidence): a level lies between 0 and 1, such as 0.95")
        }
        if (labels == nil) != (joinKey == nil), trecJudgements == nil {
            throw EvaluationError(
                "--labels and --join-key belong together: the file of labels, and the column that both files have")
        }
        if let cut = cuts.first(where: { $0 < 1 }) { throw EvaluationError("--k \(cut): a ranking is cut at place 1 or later") }
        try refuseForeign()
        if !groups.isEmpty && task != .binary {
            throw EvaluationError("--group: fairness is measured for --task binary; use --slice for other tasks")
        }
        if !(clip > 0) { throw EvaluationError("--clip \(clip): the largest weight is above 0") }
        if !threshold.isFinite { throw EvaluationError("--threshold \(threshold): is not a number") }
        if !(1...1_000 ~= bins) { throw EvaluationError("--bins \(bins): 1 to 1000") }
        if !(10...100_000 ~= resamples) { throw EvaluationError("--resamples \(resamples): 10 to 100000") }
    }

    /// Refuses options that another task reads: whoever gives them means something that would not happen.
    private func refuseForeign() throws(EvaluationError) {
        let given: [(name: String, isGiven: Bool, of: EvaluationTask)] = [
            ("positive", positive != nil, .binary), ("probabilities", !probabilities.isEmpty, .multiclass),
            ("query", query != nil, .ranking), ("qrels", judgements != nil, .ranking), ("action", action != nil, .policy),
            ("reward", reward != nil, .policy), ("propensity", propensity != nil, .policy),
            ("target-propensity", !targetPropensity.isEmpty, .policy), ("reward-model", !rewardModel.isEmpty, .policy),
            ("variant", variant != nil, .experiment), ("metric", !outcomes.isEmpty, .experiment),
            ("control", control != nil, .experiment), ("shares", !shares.isEmpty, .experiment),
            ("covariate", covariate != nil, .experiment),
        ]
        for option in given where option.isGiven && option.of != task {
            throw EvaluationError("--\(option.name): belongs to --task \(option.of.rawValue), not to \(task.rawValue)")
        }
        if privileged != nil && groups.isEmpty {
            throw EvaluationError("--privileged: needs --group: the column whose groups are compared")
        }
    }

    /// The judgements of a TREC run; given as labels without a key, too.
    var trecJudgements: String? { task == .ranking ? judgements ?? (joinKey == nil ? labels : nil) : nil }

    /// A column that the task cannot do without.
    func required(_ column: String?, _ option: String) throws(EvaluationError) -> String {
        guard let column else { throw EvaluationError("\(task.named) evaluation needs --\(option): the name of a column") }
        return column
    }

    /// The metrics to compute, of those that the task has.
    /// - Throws: `EvaluationError` for a name that the task does not know.
    func wanted(of known: [String]) throws(EvaluationError) -> Set<String> {
        for name in metrics where !known.contains(name) {
            throw EvaluationError("--metrics \(name): \(task.named) evaluation has \(known.joined(separator: ", "))")
        }
        return Set(metrics.isEmpty ? known : metrics)
    }
}
