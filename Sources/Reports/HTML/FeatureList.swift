/// All features of a check: a row each, which opens to pictures and tables.
struct FeatureList {
    /// So many pictures keep a page usable; what lies beyond and has not drifted is a row of numbers.
    private static let pictureLimit = 2000

    private let report: CheckReport
    private let features: [FeatureVerdict]

    init(_ report: CheckReport, _ features: [FeatureVerdict]) {
        self.report = report
        self.features = features
    }

    var text: String {
        guard !features.isEmpty else { return "<p class=quiet>There are none.</p>" }
        var text = ""
        if features.count > 30 {
            text += "<p class=find hidden><label for=filter>Filter by name</label><input id=filter type=search autocomplete=off>"
            text += "<span id=found role=status class=quiet></span></p>\n"
        }
        text += "<div class=\"row labels\" aria-hidden=true><span></span><span>Status</span><span>Feature</span>"
        text += "<span>Reference, current</span><span class=score>Score</span><span class=n>Missing</span></div>\n"
        let first = features.prefix { $0.level >= .warning }
        let rest = features.dropFirst(first.count)
        text += first.enumerated().map { row($0.offset, $0.element, isOpen: $0.offset == 0 && features.count <= 200) }.joined()
        let rows = rest.enumerated().map { row(first.count + $0.offset, $0.element) }.joined()
        guard rest.count > 40, !first.isEmpty else { return text + rows }
        return text
            + "<details class=rest><summary>\(NumberText.count(rest.count)) more features without drift or without a verdict"
            + "</summary>\n\(rows)</details>\n"
    }

    private func row(_ index: Int, _ feature: FeatureVerdict, isOpen: Bool = false) -> String {
        let isDrawn = index < Self.pictureLimit || feature.level >= .warning
        let shape = isDrawn ? report.distributions[feature.name].flatMap { DistributionShape($0, limit: 28) } : nil
        let picture = shape.map { DistributionPicture(shape: $0, id: "\(index)") }
        let name = escaped(feature.label.isEmpty ? "(no name)" : feature.label)
        let isOutput = feature.label != feature.name
        let type = report.quality.columns[feature.name]?.type ?? report.distributions[feature.name]?.type ?? ""
        var text = "<details class=f id=f\(index) data-name=\"\(name)\"\(isOpen ? " open" : "")><summary class=row>"
        text += HTMLPiece.mark(feature.level, feature.word)
        text += "<span><span class=name>\(name)</span> "
        text += isOutput ? "<span class=tag>model’s output</span></span>" : "<span class=type>\(escaped(type))</span></span>"
        text += picture?.small ?? "<span></span>"
        text += "<span class=score>\(score(feature))</span><span class=n>\(missing(feature.name))</span></summary>\n"
        return text + details(feature, name, picture) + "</details>\n"
    }

    private func score(_ feature: FeatureVerdict) -> String {
        guard let (metric, score) = feature.first, score.state == "ok" else { return "<span class=quiet>–</span>" }
        return "\(Self.bar(score))<span><b>\(escaped(NumberText.score(score.judged)))</b><small>\(escaped(metric))</small></span>"
    }

    /// The share that is missing now, and what it was where that differs.
    private func missing(_ name: String) -> String {
        guard let column = report.quality.columns[name], let current = column.missingCurrent else { return "" }
        let (now, before) = (NumberText.percent(current), NumberText.percent(column.missingReference))
        guard current > 0 || before != "0%" else { return "" }
        return escaped(now) + (now == before ? "" : "<small>was \(escaped(before))</small>")
    }

    /// The score on a scale that ends at the critical threshold, with the warning threshold as a tick.
    private static func bar(_ score: CheckReport.Score) -> String {
        guard let judged = score.judged, let warning = score.threshold, let critical = score.thresholdCritical, critical > 0,
            warning > 0, warning <= critical
        else { return "" }
        let filled = Int((max(0.03, min(1, judged / critical)) * 56).rounded())
        let tick = Int((warning / critical * 56).rounded())
        return
            "<svg class=\"b \(score.level.name)\" viewBox=\"0 0 56 10\" aria-hidden=true><rect class=k width=56 height=4 y=3 rx=2 />"
            + "<rect class=x width=\(filled) height=4 y=3 rx=2 /><line x1=\(tick) x2=\(tick) y1=1 y2=9 /></svg>"
    }

    private func details(_ feature: FeatureVerdict, _ name: String, _ picture: DistributionPicture?) -> String {
        var text = "<div class=\"more\(picture == nil ? " one" : "")\">"
        if let picture {
            text += "<figure>\(picture.large(name))<figcaption class=legend><span><i></i>reference</span>"
            text += "<span><i class=lo></i>current</span></figcaption>\(bins(feature))</figure>"
        }
        return text + "<div>" + scores(feature) + column(feature.name) + "</div></div>\n"
    }

    /// The bins as they were counted, which a number's picture spreads over bars of equal width.
    private func bins(_ feature: FeatureVerdict) -> String {
        guard let distribution = report.distributions[feature.name] else { return "" }
        let labels = distribution.binLabels
        let rows = zip(labels, zip(distribution.reference, distribution.current)).map { label, shares in
            [escaped(label), escaped(NumberText.percent(shares.0)), escaped(NumberText.percent(shares.1))]
        }
        let head = [distribution.edges == nil ? "Category" : "Values", "#Reference", "#Current"]
        return "<details class=bins><summary>Table of this picture</summary>"
            + HTMLPiece.smallTable("Distribution of \(feature.label)", head: head, rows: rows) + "</details>"
    }

    private func scores(_ feature: FeatureVerdict) -> String {
        let hasP = feature.scores.contains { $0.score.pValue != nil || $0.score.pValueAdjusted != nil }
        let hasEffect = feature.scores.contains { $0.score.effect != nil }
        let rows = feature.scores.map { metric, score -> [String] in
            var cells = [escaped(metric) + (score.deciding ? "" : " <span class=type>does not decide</span>")]
            cells.append(HTMLPiece.mark(score.level, FeatureVerdict.word(state: score.state) ?? score.level.word))
            cells.append(NumberText.score(score.value))
            if hasEffect { cells.append(NumberText.score(score.effect)) }
            if hasP { cells.append(NumberText.probability(score.pValueAdjusted ?? score.pValue)) }
            cells.append(score.limits(separator: " / "))
            return cells.enumerated().map { $0.offset < 2 ? $0.element : escaped($0.element) }
        }
        var head = ["Metric", "Verdict", "#Value"]
        if hasEffect { head.append("#Effect") }
        if hasP { head.append("#p-value") }
        head.append("#Thresholds")
        var text = HTMLPiece.table("Scores of \(feature.label)", head: head, rows: rows)
        for (metric, score) in feature.scores {
            guard let floor = score.noiseFloor else { continue }
            text += "<p class=note>\(escaped(metric)) would be \(escaped(NumberText.score(floor))) on average without any drift"
            if let limit = score.noiseLimit { text += ", and counts from \(escaped(NumberText.score(limit))) on" }
            if let bound = score.errorBound, bound > 0 { text += "; its sketch adds at most \(escaped(NumberText.score(bound)))" }
            text += ".</p>"
        }
        return text
    }

    /// What is missing, and the range, before and now.
    private func column(_ name: String) -> String {
        guard let column = report.quality.columns[name] else { return "" }
        var text = "<dl class=facts>"
        func add(_ label: String, _ reference: String, _ current: String) {
            guard reference != NumberText.none || current != NumberText.none else { return }
            text += "<dt>\(label)<dd>\(escaped(reference == current ? current : "\(reference) → \(current)"))"
        }
        func number(_ label: String, _ reference: Double?, _ current: Double?) {
            add(label, NumberText.number(reference), NumberText.number(current))
        }
        add(
            "Missing", NumberText.percent(column.missingReference, digits: 2),
            NumberText.percent(column.missingCurrent, digits: 2))
        number("Mean", column.meanReference, column.meanCurrent)
        number("Smallest", column.minimumReference, column.minimumCurrent)
        number("Largest", column.maximumReference, column.maximumCurrent)
        add("Infinite", NumberText.count(column.infiniteReference), NumberText.count(column.infiniteCurrent))
        add("Distinct", NumberText.count(column.distinctReference), NumberText.count(column.distinctCurrent))
        return text + "</dl>"
    }
}
