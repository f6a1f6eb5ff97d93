/// The sections of a check's page below the features.
struct CheckPageParts {
    private let report: CheckReport

    init(_ report: CheckReport) {
        self.report = report
    }

    /// Findings, and rows that stand more than once.
    var quality: String {
        let quality = report.quality
        var text = ""
        if quality.findings.isEmpty {
            text += "<p>Nothing stands out.</p>"
        } else {
            let rows = quality.findings.sorted { Level(finding: $0.severity) > Level(finding: $1.severity) }.map { finding in
                [
                    escaped(finding.column.map { $0.isEmpty ? "(no name)" : $0 } ?? "the whole file"),
                    HTMLPiece.mark(Level(finding: finding.severity), Self.word(finding.severity)),
                    escaped(finding.kind.replacing("_", with: " ")), "<span class=said>\(escaped(finding.message))</span>",
                ]
            }
            text += HTMLPiece.table(
                "Findings of data quality", head: ["Column", "Severity", "What", "Finding"], rows: rows, isLong: rows.count > 14)
        }
        if let reference = quality.duplicateRowsReference, let current = quality.duplicateRowsCurrent {
            text += "<p class=note>Rows that stand more than once: \(NumberText.count(reference)) in the reference, "
            text += "\(NumberText.count(current)) in the current data.</p>"
        }
        return text
    }

    static func word(_ severity: String) -> String {
        switch severity {
        case "high": "High"
        case "medium": "Medium"
        case "low": "Low"
        default: severity
        }
    }

    /// Scores of all features together, and what the domain classifier looks at.
    var whole: String {
        let dataset = report.dataset
        guard !dataset.metrics.isEmpty || dataset.importances?.isEmpty == false else { return "" }
        var text = "<div class=pair>"
        if !dataset.metrics.isEmpty {
            text +=
                "<div>" + scores("Scores of all features together", "Metric", FeatureVerdict(name: "", scores: dataset.metrics))
            text += "</div>"
        }
        if let importances = dataset.importances, !importances.isEmpty {
            let sorted = importances.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(15)
            let top = max(sorted.first?.value ?? 1, 1e-12)
            let rows = sorted.map { feature, share in
                let filled = Int(max(0, min(1, (share / top).finite ?? 0)) * 120)
                return [
                    escaped(FeatureVerdict.label(feature)),
                    "<svg class=b viewBox=\"0 0 120 10\" width=120 aria-hidden=true><rect class=x width=\(filled) height=6 y=2 rx=2 /></svg>",
                    escaped(NumberText.percent(share)),
                ]
            }
            text +=
                "<div>"
                + HTMLPiece.table(
                    "What tells them apart", head: ["What tells them apart", "<span class=hidden>Picture</span>", "#Share"],
                    rows: rows)
            text += "</div>"
        }
        return text + "</div>"
    }

    private func scores(_ caption: String, _ head: String, _ verdict: FeatureVerdict) -> String {
        let rows = verdict.scores.map { metric, score in
            [
                escaped(metric), HTMLPiece.mark(score.level, FeatureVerdict.word(state: score.state) ?? score.level.word),
                escaped(NumberText.score(score.judged)),
                escaped(score.limits(separator: " / ")),
            ]
        }
        return HTMLPiece.table(caption, head: [head, "Verdict", "#Value", "#Thresholds"], rows: rows)
    }

    /// Drift of the prediction within each group.
    var groups: String {
        guard let groups = report.dataset.groups, !groups.isEmpty else { return "" }
        let rows = FeatureVerdict.sorted(groups).flatMap { group in
            group.scores.map { metric, score in
                [
                    escaped(group.name.isEmpty ? "(no name)" : group.name),
                    HTMLPiece.mark(score.level, FeatureVerdict.word(state: score.state) ?? score.level.word), escaped(metric),
                    escaped(NumberText.score(score.judged)), NumberText.count(score.nReference), NumberText.count(score.nCurrent),
                ]
            }
        }
        return HTMLPiece.table(
            "Drift within groups", head: ["Group", "Verdict", "Metric", "#Value", "#Reference rows", "#Current rows"], rows: rows,
            isLong: rows.count > 14)
    }

    /// Where the numbers come from.
    var about: String {
        func fact(_ name: String, _ value: String) -> String { "<dt>\(name)<dd>\(value)" }
        var text = "<dl class=facts>"
        text += fact("Made", escaped(Moment.readable(report.timestamps.created)))
        text += fact("Several tests at once", escaped(CheckWords(report).correction))
        text += fact("Reference data", "<code>\(escaped(report.referenceDataHash))</code>")
        text += fact("Current data", "<code>\(escaped(report.productionDataHash))</code>")
        text +=
            "</dl><p class=note>A feature has drifted when its effect is at or above the warning threshold and, where there is a "
        text +=
            "test, the p-value is significant: a p-value alone never alarms. Of several metrics that were asked for any one decides. "
        text += "Thresholds stand as warning / critical.</p>"
        return text
    }
}
