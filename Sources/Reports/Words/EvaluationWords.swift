/// An evaluation's answer in words, the same in every form.
struct EvaluationWords {
    let report: EvaluationReport

    /// `Binary classification`.
    var title: String {
        switch report.task {
        case "binary": "Binary classification"
        case "multiclass": "Multiclass classification"
        case "regression": "Regression"
        case "ranking": "Ranking"
        case "policy": "Policy from logged actions"
        case "experiment": "Experiment"
        default: visible(report.task)
        }
    }

    /// What a bin's `accuracy` is the share of: of a binary classifier the positives, of several classes the right answers.
    var share: String { report.task == "multiclass" ? "right answers" : "positives" }

    var shareTitle: String { share.prefix(1).uppercased() + share.dropFirst() }

    /// What `n` counts.
    var counted: String {
        report.task == "ranking"
            ? NumberText.count(report.n) + (report.n == 1 ? " query" : " queries") : NumberText.counted(report.n, "row")
    }

    var metrics: [(metric: String, value: Double?)] { MetricNames.sorted(report.metrics) }

    /// The metrics that tables of parts have room for: those that have a number anywhere, the most looked for first.
    ///
    /// - Parameter first: what comes before all others, such as the rates that fairness compares.
    func columns(of parts: [[String: Double?]], limit: Int, first: [String] = []) -> [String] {
        var names: Set<String> = []
        for part in parts { for (name, value) in part where value != nil { names.insert(name) } }
        let leading = first.filter(names.contains)
        return Array((leading + names.subtracting(leading).sorted(by: MetricNames.isBefore)).prefix(limit))
    }

    /// What groups are compared by.
    static let rates = [
        "selection_rate", "true_positive_rate", "recall", "false_positive_rate", "precision", "accuracy", "prevalence",
    ]

    /// Slices, the worst by the first metric first; those without a number last.
    func slices(by metric: String?) -> [EvaluationReport.Slice] {
        guard let metric else { return report.slices }
        let sign: Double = MetricNames.isLowerBetter(metric) ? -1 : 1
        return report.slices.enumerated().sorted { one, other in
            let (a, b) = (one.element.metrics[metric] ?? nil, other.element.metrics[metric] ?? nil)
            guard let a, let b else { return a != nil || (b == nil && one.offset < other.offset) }
            return a != b ? sign * a < sign * b : one.offset < other.offset
        }.map(\.element)
    }

    /// Of several classes, by name.
    var classes: [(name: String, metrics: [String: Double?])] {
        (report.perClass ?? [:]).sorted { $0.key < $1.key }.map { (name: $0.key, metrics: $0.value) }
    }

    /// Which class was taken for which: at most so many classes, and only where the lists belong together.
    func confusion(limit: Int) -> EvaluationReport.Confusion? {
        guard let confusion = report.confusion, !confusion.classes.isEmpty, confusion.classes.count <= limit,
            confusion.counts.count == confusion.classes.count,
            confusion.counts.allSatisfy({ $0.count == confusion.classes.count })
        else { return nil }
        return confusion
    }

    /// `0.812 – 0.824`; nil where there is none.
    static func interval(_ interval: EvaluationReport.Interval?) -> String? {
        interval.map { "\($0.low.map(NumberText.score) ?? "−∞") to \($0.high.map(NumberText.score) ?? "∞")" }
    }

    /// `95% DeLong`.
    static func method(_ interval: EvaluationReport.Interval) -> String {
        let names = [
            "delong": "DeLong", "bootstrap": "bootstrap", "bootstrap_bounded": "bootstrap, bounded", "wilson": "Wilson",
            "student_t": "Student’s t", "newcombe": "Newcombe", "delta": "delta method",
            "confidence_sequence": "confidence sequence",
        ]
        return "\(NumberText.setting(interval.level * 100))% \(names[interval.method] ?? visible(interval.method))"
    }
}
