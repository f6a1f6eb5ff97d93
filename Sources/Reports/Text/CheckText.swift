/// A check for a terminal: the verdict on the first line, then the features, the most drifted first.
struct CheckText {
    /// So many features without drift are listed; the other forms have all.
    private static let stableLimit = 40
    private static let chunkLimit = 40

    private let report: CheckReport
    private let pen: TextPen
    private let features: [FeatureVerdict]

    init(_ report: CheckReport, style: ReportStyle) {
        self.report = report
        pen = TextPen(style: style)
        features = FeatureVerdict.sorted(report.perFeatureMetrics)
    }

    var text: String {
        verdict + featureTable + findings + whole + groups + chunks + notes
    }

    private var verdict: String {
        let words = CheckWords(report)
        let dataset = report.dataset
        let status = "\(pen.sign(words.level)) \(visible(report.globalStatus))"
        let share = dataset.features > 0 ? "; critical from \(NumberText.percent(dataset.criticalShare, digits: 0))" : ""
        var text = pen.coloured(status, TextPen.tone(words.level)) + "  "
        text += pen.paragraph(words.sentence + share, indent: TextWidth.columns(status) + 2)
        var facts = [
            "reference \(NumberText.counted(dataset.nReference, "row"))",
            "current \(NumberText.counted(dataset.nCurrent, "row"))",
        ]
        if let model = report.modelVersion { facts.append("model \(pen.name(model))") }
        text += pen.coloured(pen.paragraph(pen.own(facts.joined(separator: " · "))), .quiet)
        return text
    }

    // MARK: Features

    private var featureTable: String {
        guard !features.isEmpty else { return "" }
        let bars = pen.style.width >= 130 ? 20 : pen.style.width >= 110 ? 16 : pen.style.width >= 80 ? 10 : 8
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "status"), .init(title: "feature", isElastic: true), .init(title: "metric", rank: 1),
                .init(title: "value", isNumber: true), .init(title: "limits", rank: 7),
                .init(title: "p", isNumber: true, rank: 5),
                .init(title: "missing", isNumber: true, rank: 4), .init(title: "reference", rank: 2),
                .init(title: "current", rank: 3), .init(title: "other metrics", isElastic: true, rank: 6),
            ])
        let drifted = features.prefix { $0.level >= .warning }
        let rest = features.dropFirst(drifted.count)
        let shown = Array(drifted) + Array(rest.count > Self.stableLimit + 10 ? rest.prefix(Self.stableLimit) : rest)
        table.rows = shown.map { row($0, bars: bars) }
        var text = "\n" + table.text
        if shown.count < features.count {
            let left =
                "\(NumberText.counted(features.count - shown.count, "more feature")) without drift: see --format csv or html"
            text += pen.coloured(pen.paragraph(pen.own("… \(left)")), .quiet)
        }
        return text
    }

    private func row(_ feature: FeatureVerdict, bars: Int) -> [TextTable.Cell] {
        let tone = TextPen.tone(feature.level)
        let score = feature.first?.score
        let isOK = score?.state == "ok"
        let pictures = pictures(feature.name, bars)
        let others = feature.scores.dropFirst().filter { $0.score.state == "ok" }.map { metric, score in
            // What says drift too, beside the metric of the row.
            let sign = score.deciding && score.drifted ? pen.sign(score.level) + " " : ""
            return "\(sign)\(pen.name(metric)) \(NumberText.score(score.judged))"
        }
        let p = isOK ? score?.pValueAdjusted ?? score?.pValue : nil
        return [
            .init("\(pen.sign(feature.level)) \(feature.word)", tone),
            .init(pen.name(feature.label), feature.level >= .warning ? .strong : nil),
            .init(feature.first.map { pen.name($0.metric) } ?? ""),
            .init(pen.own(NumberText.score(isOK ? score?.judged : nil)), tone),
            .init(limits(score), .quiet), .init(p.map { NumberText.probability($0) } ?? ""), .init(missing(feature.name)),
            .init(pictures.reference), .init(pictures.current), .init(others.joined(separator: pen.own(" · ")), .quiet),
        ]
    }

    private func limits(_ score: CheckReport.Score?) -> String {
        pen.own(score?.limits(separator: "/") ?? "")
    }

    private func missing(_ name: String) -> String {
        guard let share = report.quality.columns[name]?.missingCurrent, share > 0 else { return "" }
        return NumberText.percent(share)
    }

    private func pictures(_ name: String, _ bars: Int) -> (reference: String, current: String) {
        guard let distribution = report.distributions[name], let shape = DistributionShape(distribution, limit: bars) else {
            return ("", "")
        }
        func picture(_ which: KeyPath<DistributionShape.Bar, Double>) -> String {
            TextPicture.bars(shape.bars.map { $0[keyPath: which] }, top: shape.top, isUnicode: pen.style.isUnicode)
        }
        return (picture(\.reference), picture(\.current))
    }

    // MARK: The rest

    private var findings: String {
        let sorted = report.quality.findings.sorted { Level(finding: $0.severity) > Level(finding: $1.severity) }
        guard !sorted.isEmpty else { return "" }
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "severity"), .init(title: "column", isElastic: true), .init(title: "finding", isElastic: true),
            ])
        let serious = sorted.prefix { Level(finding: $0.severity) >= .warning }.count
        table.rows = sorted.prefix(min(40, serious + 10)).map { finding in
            let level = Level(finding: finding.severity)
            return [
                .init("\(pen.sign(level)) \(CheckPageParts.word(finding.severity))", TextPen.tone(level)),
                .init(finding.column.map(pen.name) ?? pen.own("–")), .init(pen.name(finding.message)),
            ]
        }
        let left = sorted.count - table.rows.count
        return pen.heading("Data quality") + table.text
            + (left > 0 ? pen.paragraph(pen.own("… \(NumberText.counted(left, "more finding")): see --format html or json")) : "")
    }

    private var whole: String {
        let verdict = FeatureVerdict(name: "", scores: report.dataset.metrics)
        guard !verdict.scores.isEmpty || report.dataset.importances?.isEmpty == false else { return "" }
        var scores = TextTable(
            pen: pen,
            columns: [
                .init(title: "status"), .init(title: "metric", isElastic: true), .init(title: "value", isNumber: true),
                .init(title: "limits", rank: 1),
            ])
        scores.rows = verdict.scores.map { metric, score in
            let tone = TextPen.tone(score.level)
            return [
                .init("\(pen.sign(score.level)) \(FeatureVerdict.word(state: score.state) ?? score.level.word)", tone),
                .init(pen.name(metric)), .init(pen.own(NumberText.score(score.judged)), tone), .init(limits(score), .quiet),
            ]
        }
        let text = pen.heading("Reference and current data told apart") + scores.text + (scores.rows.isEmpty ? "" : "\n")
        let importances = (report.dataset.importances ?? [:]).sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
        }
        var table = TextTable(
            pen: pen,
            columns: [.init(title: "by", isElastic: true), .init(title: "share", isNumber: true), .init(title: "", rank: 1)])
        let top = max(importances.first?.value ?? 1, 1e-12)
        table.rows = importances.prefix(8).map { feature, share in
            let bar = TextPicture.bar(share / top, width: 20, isUnicode: pen.style.isUnicode)
            return [.init(pen.name(FeatureVerdict.label(feature))), .init(NumberText.percent(share)), .init(bar)]
        }
        return text + table.text
    }

    private var groups: String {
        guard let groups = report.dataset.groups, !groups.isEmpty else { return "" }
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "status"), .init(title: "group", isElastic: true), .init(title: "metric"),
                .init(title: "value", isNumber: true), .init(title: "reference rows", isNumber: true, rank: 2),
                .init(title: "current rows", isNumber: true, rank: 1),
            ])
        for group in FeatureVerdict.sorted(groups) {
            for (metric, score) in group.scores {
                let tone = TextPen.tone(score.level)
                let word = FeatureVerdict.word(state: score.state) ?? score.level.word
                table.rows.append([
                    .init("\(pen.sign(score.level)) \(word)", tone), .init(pen.name(group.name)), .init(pen.name(metric)),
                    .init(pen.own(NumberText.score(score.judged)), tone), .init(NumberText.count(score.nReference)),
                    .init(NumberText.count(score.nCurrent)),
                ])
            }
        }
        return pen.heading("Within groups") + table.text
    }

    private var chunks: String {
        guard !report.chunks.isEmpty else { return "" }
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "status"), .init(title: "from"), .init(title: "rows", isNumber: true, rank: 1),
                .init(title: "drifted", isNumber: true), .init(title: "features", isElastic: true),
            ])
        let shown = ShownChunks(report.chunks, limit: Self.chunkLimit)
        table.rows = zip(shown.labels, shown.chunks).map { label, chunk in
            let level = Level(status: chunk.status)
            let once = chunk.confirmed == false && level >= .warning ? ", once" : ""
            let names = chunk.driftedFeatures.map { pen.name(FeatureVerdict.label($0)) }.joined(separator: ", ")
            return [
                .init("\(pen.sign(level)) \(level == .ok ? "OK" : level.word)\(once)", TextPen.tone(level)),
                .init(pen.name(label)),
                .init(NumberText.count(chunk.n)), .init(NumberText.count(chunk.driftedFeatures.count)), .init(names),
            ]
        }
        let rest = shown.rest.map { pen.coloured(pen.paragraph(pen.own($0)), .quiet) } ?? ""
        return pen.heading("Over time") + table.text + rest
    }

    private var notes: String {
        guard !report.notes.isEmpty else { return "" }
        return pen.heading("Notes") + report.notes.map { "- " + pen.paragraph(pen.name($0), indent: 2) }.joined()
    }
}
