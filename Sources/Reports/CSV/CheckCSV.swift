/// A check as CSV: one line for each scope, feature and metric.
///
/// `scope` is `feature`, `dataset`, `group` or `chunk`; `part` is the group, or the chunk's start.
struct CheckCSV {
    private let report: CheckReport

    init(_ report: CheckReport) {
        self.report = report
    }

    var text: String {
        var csv = CSVText()
        csv.line(
            [
                "scope", "part", "feature", "metric", "value", "p_value", "p_value_adjusted", "effect", "threshold",
                "threshold_critical", "drifted",
                "severity", "n_reference", "n_current", "state", "error_bound", "noise_floor", "deciding", "threshold_of",
                "noise_limit",
            ].map { .text($0) })
        append(report.perFeatureMetrics, "feature", nil, to: &csv)
        let whole = FeatureVerdict(name: "", scores: report.dataset.metrics)
        for (metric, score) in whole.scores { csv.line(fields("dataset", nil, nil, metric, score)) }
        for (group, scores) in (report.dataset.groups ?? [:]).sorted(by: { $0.key < $1.key }) {
            for (metric, score) in FeatureVerdict(name: group, scores: scores).scores {
                csv.line(fields("group", group, nil, metric, score))
            }
        }
        for chunk in report.chunks { append(chunk.perFeatureMetrics, "chunk", chunk.start, to: &csv) }
        return csv.text
    }

    private func append(
        _ features: [String: [String: CheckReport.Score]], _ scope: String, _ part: String?, to csv: inout CSVText
    ) {
        for feature in FeatureVerdict.sorted(features) {
            for (metric, score) in feature.scores { csv.line(fields(scope, part, feature.name, metric, score)) }
        }
    }

    private func fields(
        _ scope: String, _ part: String?, _ feature: String?, _ metric: String, _ score: CheckReport.Score
    ) -> [CSVText.Field] {
        [
            .text(scope), .text(part), .text(feature), .text(metric), .number(score.value), .number(score.pValue),
            .number(score.pValueAdjusted), .number(score.effect), .number(score.threshold), .number(score.thresholdCritical),
            .truth(score.drifted),
            .text(score.severity), .count(score.nReference), .count(score.nCurrent), .text(score.state),
            .number(score.errorBound), .number(score.noiseFloor), .truth(score.deciding), .text(score.thresholdOf),
            .number(score.noiseLimit),
        ]
    }
}
