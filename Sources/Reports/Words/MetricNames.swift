/// Which metrics come first, and which way is better.
enum MetricNames {
    /// The order in which people look for them; all others follow by name.
    private static let order = [
        "roc_auc", "pr_auc", "accuracy", "balanced_accuracy", "precision", "recall", "f1", "f1_macro", "mcc", "log_loss", "brier",
        "ece", "rmse", "mae", "r2", "mape", "smape", "median_absolute_error", "ndcg", "mrr", "map", "lift", "p_value", "snips",
        "ips", "dr", "dm", "effective_sample_size",
    ]

    /// Metrics in reading order; `ndcg@10` goes with `ndcg`.
    static func sorted(_ metrics: [String: Double?]) -> [(metric: String, value: Double?)] {
        metrics.map { (metric: $0.key, value: $0.value) }.sorted { isBefore($0.metric, $1.metric) }
    }

    /// The same with what has an interval and no value of its own: `difference_sequence` is another interval of `difference`.
    static func sorted(
        _ metrics: [String: Double?], _ intervals: [String: EvaluationReport.Interval]
    ) -> [(metric: String, value: Double?)] {
        var all = metrics
        for name in intervals.keys where all[name] == nil && name.hasSuffix("_sequence") {
            all[name] = .some((metrics[String(name.dropLast("_sequence".count))] ?? nil))
        }
        return sorted(all)
    }

    /// Whether a metric is read before another.
    static func isBefore(_ one: String, _ other: String) -> Bool {
        let (a, b) = (rank(one), rank(other))
        if a != b { return a < b }
        let (bareOne, bareOther) = (parts(one), parts(other))
        return bareOne.name == bareOther.name ? bareOne.k < bareOther.k : one < other
    }

    /// Whether a lower value is the better one.
    static func isLowerBetter(_ metric: String) -> Bool {
        let words = [
            "loss", "brier", "ece", "mce", "error", "rmse", "mse", "mae", "mape", "smape", "msle", "pinball", "rmsce", "rate",
        ]
        let name = parts(metric).name
        if name == "true_positive_rate" || name == "selection_rate" || name == "hit_rate" { return false }
        return name.split(separator: "_").contains { words.contains(String($0)) }
    }

    /// A metric's value as people read it: counts of rows and queries are no scores.
    static func text(_ metric: String, _ value: Double?) -> String {
        let isCount = ["support", "tp", "fp", "tn", "fn"].contains(metric) || metric.hasPrefix("num_") || metric.hasPrefix("n_")
        guard isCount, let value, value == value.rounded(), abs(value) < 1e15 else { return NumberText.score(value) }
        return NumberText.count(Int(value))
    }

    private static func rank(_ metric: String) -> Int {
        order.firstIndex(of: parts(metric).name) ?? order.count
    }

    /// `ndcg@10` is `ndcg` and 10.
    private static func parts(_ metric: String) -> (name: String, k: Int) {
        guard let at = metric.lastIndex(of: "@"), let k = Int(metric[metric.index(after: at)...]) else { return (metric, 0) }
        return (String(metric[..<at]), k)
    }
}
