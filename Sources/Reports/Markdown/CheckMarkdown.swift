/// A check for a pull request's comment: the verdict, the features that drifted, the rest folded.
struct CheckMarkdown {
    /// Comments have a limit of 65,536 characters; these keep far below it with names of ordinary length.
    private static let driftedLimit = 50
    private static let restLimit = 60

    private let report: CheckReport
    private let features: [FeatureVerdict]

    init(_ report: CheckReport) {
        self.report = report
        features = FeatureVerdict.sorted(report.perFeatureMetrics)
    }

    var text: String {
        let words = CheckWords(report)
        var text = "## \(MarkdownText.mark(words.level, words.title)): \(words.sentence)\n\n"
        var facts = [
            "reference **\(NumberText.count(report.dataset.nReference))** rows",
            "current **\(NumberText.count(report.dataset.nCurrent))** rows",
            "critical from \(NumberText.percent(report.dataset.criticalShare, digits: 0))",
        ]
        if let model = report.modelVersion { facts.append("model \(MarkdownText.escaped(model))") }
        text += facts.joined(separator: " · ") + "\n\n"
        let drifted = features.prefix { $0.level >= .warning }
        let rest = Array(features.dropFirst(drifted.count))
        text += table(Array(drifted.prefix(Self.driftedLimit)))
        if drifted.count > Self.driftedLimit { text += "…and \(drifted.count - Self.driftedLimit) more that drifted.\n\n" }
        text += findings + whole
        let more = rest.count > Self.restLimit ? "…and \(NumberText.count(rest.count - Self.restLimit)) more.\n\n" : ""
        text += MarkdownText.folded(
            NumberText.counted(rest.count, "feature") + " without drift or without a verdict",
            rest.isEmpty ? "" : table(Array(rest.prefix(Self.restLimit))) + more)
        text += MarkdownText.folded("Over time", chunks) + MarkdownText.folded("Within groups", groups)
        text += MarkdownText.folded(
            "Notes", report.notes.prefix(40).map { "- \(MarkdownText.escaped($0))\n" }.joined() + provenance)
        return text
    }

    private func table(_ features: [FeatureVerdict]) -> String {
        MarkdownText.table(
            ["Status", "Feature", "Metric", "#Value", "#Thresholds", "#p", "Reference → current"],
            features.map { feature in
                let score = feature.first?.score
                let isOK = score?.state == "ok"
                let p = isOK ? score?.pValueAdjusted ?? score?.pValue : nil
                return [
                    MarkdownText.mark(feature.level, feature.word), "**\(MarkdownText.escaped(feature.label))**",
                    feature.first.map { MarkdownText.escaped($0.metric) } ?? "",
                    number(NumberText.score(isOK ? score?.judged : nil)),
                    number(score?.limits(separator: " / ") ?? ""),
                    p.map { number(NumberText.probability($0)) } ?? "", pictures(feature.name),
                ]
            })
    }

    private func pictures(_ name: String) -> String {
        guard let distribution = report.distributions[name], let shape = DistributionShape(distribution, limit: 10) else {
            return ""
        }
        func picture(_ which: KeyPath<DistributionShape.Bar, Double>) -> String {
            TextPicture.bars(shape.bars.map { $0[keyPath: which] }, top: shape.top, isUnicode: true)
                .replacing(" ", with: "\u{2581}")
        }
        return "`\(picture(\.reference))` → `\(picture(\.current))`"
    }

    private var findings: String {
        let sorted = report.quality.findings.sorted { Level(finding: $0.severity) > Level(finding: $1.severity) }
        let rows = sorted.prefix(30).map { finding in
            [
                MarkdownText.mark(Level(finding: finding.severity), CheckPageParts.word(finding.severity)),
                finding.column.map(MarkdownText.escaped) ?? "–", MarkdownText.escaped(finding.message),
            ]
        }
        let more = sorted.count > 30 ? "…and \(sorted.count - 30) more.\n\n" : ""
        return rows.isEmpty ? "" : "### Data quality\n\n" + MarkdownText.table(["Severity", "Column", "Finding"], rows) + more
    }

    private var whole: String {
        FeatureVerdict(name: "", scores: report.dataset.metrics).scores.map { metric, score in
            "\(MarkdownText.mark(score.level, FeatureVerdict.word(state: score.state))): \(MarkdownText.escaped(metric)) "
                + "\(number(NumberText.score(score.judged))) over all features\n\n"
        }.joined()
    }

    private var chunks: String {
        let shown = ShownChunks(report.chunks, limit: 50)
        let table = MarkdownText.table(
            ["Status", "From", "#Rows", "#Drifted", "Features"],
            zip(shown.labels, shown.chunks).map { label, chunk in
                let names = chunk.driftedFeatures.prefix(8).map { MarkdownText.escaped(FeatureVerdict.label($0)) }
                let more = chunk.driftedFeatures.count > names.count ? ", …" : ""
                let level = Level(status: chunk.status)
                return [
                    MarkdownText.mark(level, level == .ok ? "OK" : level.word), MarkdownText.escaped(label),
                    NumberText.count(chunk.n),
                    NumberText.count(chunk.driftedFeatures.count), names.joined(separator: ", ") + more,
                ]
            })
        return table + (shown.rest.map { $0 + "\n\n" } ?? "")
    }

    private var groups: String {
        MarkdownText.table(
            ["Status", "Group", "Metric", "#Value", "#Reference rows", "#Current rows"],
            FeatureVerdict.sorted(report.dataset.groups ?? [:]).prefix(40).flatMap { group in
                group.scores.map { metric, score in
                    [
                        MarkdownText.mark(score.level, FeatureVerdict.word(state: score.state)), MarkdownText.escaped(group.name),
                        MarkdownText.escaped(metric), number(NumberText.score(score.judged)), NumberText.count(score.nReference),
                        NumberText.count(score.nCurrent),
                    ]
                }
            })
    }

    private var provenance: String {
        "- \(CheckWords(report).correction)\n- reference data `\(hash(report.referenceDataHash))`, current data "
            + "`\(hash(report.productionDataHash))`\n"
    }

    private func hash(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") })
    }

    private func number(_ text: String) -> String { text.replacing("<", with: "&lt;").replacing(">", with: "&gt;") }
}
