/// A check's answer in sentences, the same in every form.
struct CheckWords {
    private let report: CheckReport

    init(_ report: CheckReport) {
        self.report = report
    }

    var level: Level { Level(status: report.globalStatus) }

    /// What the whole comes to: drift, or what is wrong with the data where nothing drifted.
    var title: String {
        report.dataset.drifted == 0 && level >= .warning && serious > 0 ? "Poor data quality" : level.title
    }

    /// Findings of data quality at high severity.
    private var serious: Int { report.quality.findings.count { $0.severity == "high" } }

    /// `10 of 16 features drifted (62.5%; critical from 50%); 2 serious findings of data quality`.
    var sentence: String {
        let dataset = report.dataset
        let findings =
            serious > 0 ? "; \(NumberText.count(serious)) serious \(serious == 1 ? "finding" : "findings") of data quality" : ""
        guard dataset.features > 0 else { return "there are no features to compare" + findings }
        let share = dataset.share.map { " (\(NumberText.percent($0)))" } ?? ""
        return
            "\(NumberText.count(dataset.drifted)) of \(NumberText.counted(dataset.features, "feature")) drifted\(share)\(findings)"
    }

    /// `AGEP moved most: psi 0.312`, or `the largest: AGEP, psi 0.012` where nothing drifted; nil where nothing has a number.
    var worst: String? {
        guard let first = FeatureVerdict.sorted(report.perFeatureMetrics).first, let score = first.first,
            score.score.state == "ok"
        else { return nil }
        let said = "\(visible(score.metric)) \(NumberText.score(score.score.judged))"
        return first.level >= .warning
            ? "\(visible(first.label)) moved most: \(said)" : "the largest: \(visible(first.label)), \(said)"
    }

    /// How several tests at once were kept honest.
    var correction: String {
        let alpha = NumberText.setting(report.dataset.alpha)
        return switch report.dataset.correction {
        case "benjamini_hochberg": "p-values corrected by Benjamini–Hochberg, significant below \(alpha)"
        case "bonferroni": "p-values corrected by Bonferroni, significant below \(alpha)"
        default: "p-values not corrected, significant below \(alpha)"
        }
    }
}
