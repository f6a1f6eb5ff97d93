/// An evaluation as CSV: one line for each scope, part and metric.
///
/// `scope` is `all`, `slice`, `fairness`, `group`, `class`, `confusion` or `reliability`; `part` is the slice, the attribute, the
/// attribute and its group, the class, the true class (its `metric` is the predicted one), or the bin.
struct EvaluationCSV {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) {
        self.report = report
    }

    var text: String {
        var csv = CSVText()
        csv.line(["scope", "part", "n", "metric", "value", "low", "high", "level", "method"].map { .text($0) })
        append("all", nil, report.n, report.metrics, report.intervals, to: &csv)
        for slice in report.slices { append("slice", slice.slice, slice.n, slice.metrics, [:], to: &csv) }
        for (attribute, fairness) in (report.fairness ?? [:]).sorted(by: { $0.key < $1.key }) {
            append("fairness", attribute, nil, fairness.metrics, fairness.intervals, to: &csv)
            for (name, group) in fairness.groups.sorted(by: { $0.key < $1.key }) {
                append("group", "\(attribute)=\(name)", group.n, group.metrics, [:], to: &csv)
            }
        }
        for (name, metrics) in EvaluationWords(report: report).classes { append("class", name, nil, metrics, [:], to: &csv) }
        if let confusion = EvaluationWords(report: report).confusion(limit: .max) {
            for (name, counts) in zip(confusion.classes, confusion.counts) {
                for (other, count) in zip(confusion.classes, counts) {
                    csv.line([
                        .text("confusion"), .text(name), .count(nil), .text(other), .number(count), .number(nil), .number(nil),
                        .number(nil), .text(nil),
                    ])
                }
            }
        }
        for bin in report.reliability ?? [] {
            let part = "\(NumberText.exact(bin.lower))..\(NumberText.exact(bin.upper))"
            append("reliability", part, bin.n, ["confidence": bin.confidence, "accuracy": bin.accuracy], [:], to: &csv)
        }
        return csv.text
    }

    private func append(
        _ scope: String, _ part: String?, _ n: Int?, _ metrics: [String: Double?],
        _ intervals: [String: EvaluationReport.Interval], to csv: inout CSVText
    ) {
        for (metric, value) in MetricNames.sorted(metrics, intervals) {
            let interval = intervals[metric]
            csv.line([
                .text(scope), .text(part), .count(n), .text(metric), .number(value), .number(interval?.low),
                .number(interval?.high), .number(interval?.level), .text(interval?.method),
            ])
        }
    }
}
