/// An evaluation as one page.
struct EvaluationPage {
    private let report: EvaluationReport
    private let words: EvaluationWords

    init(_ report: EvaluationReport) {
        self.report = report
        words = EvaluationWords(report: report)
    }

    var text: String {
        let parts = sections
        return HTMLDocument(
            title: "\(words.title) – evaluation", subtitle: "evaluation", sections: parts.map { ($0.id, $0.title) },
            body: headline + parts.map(\.body).joined()
        ).text
    }

    private var headline: String {
        var text = "<section class=\"panel head\" aria-label=Summary><div class=verdict><div><h1>\(escaped(words.title))</h1>"
        text += "<p>\(words.counted)</p></div></div><dl class=tiles>"
        for (metric, value) in words.metrics.filter({ $0.value != nil }).prefix(6) {
            let interval = EvaluationWords.interval(report.intervals[metric]) ?? ""
            text += HTMLPiece.tile(escaped(metric), escaped(MetricNames.text(metric, value)), escaped(interval))
        }
        return text + "</dl></section>\n"
    }

    private var sections: [(id: String, title: String, body: String)] {
        var parts: [(id: String, title: String, body: String)] = []
        func add(_ id: String, _ title: String, _ hint: String = "", _ body: String) {
            guard !body.isEmpty else { return }
            parts.append((id, title, HTMLPiece.section(id, title, hint: hint, body)))
        }
        add("metrics", "Metrics", "", metrics("Metrics", report.metrics, report.intervals))
        add("classes", "Classes", "", classes)
        add("confusion", "Confusion", "rows are the truth, columns the prediction", confusion)
        let names = words.columns(of: report.slices.map(\.metrics), limit: 7)
        let slices = words.slices(by: names.first).map { (name: $0.slice, n: $0.n, metrics: $0.metrics) }
        let hint = names.first.map { "the worst by \(escaped($0)) first" } ?? ""
        add(
            "slices", "Slices", hint,
            slices.isEmpty ? "" : self.parts("Slice", "Metrics by slice", slices, names, whole: report.metrics))
        add("reliability", "Reliability", "do scores say how often they are right?", reliability)
        for (index, (attribute, fairness)) in (report.fairness ?? [:]).sorted(by: { $0.key < $1.key }).enumerated() {
            add("fairness\(index)", "Fairness by \(escaped(attribute))", "", self.fairness(attribute, fairness))
        }
        add("notes", "Notes", "", report.notes.isEmpty ? "" : HTMLPiece.list(report.notes))
        return parts
    }

    private func metrics(
        _ caption: String, _ values: [String: Double?], _ intervals: [String: EvaluationReport.Interval]
    ) -> String {
        let hasIntervals = values.keys.contains { intervals[$0] != nil }
        let rows = MetricNames.sorted(values, intervals).map { metric, value -> [String] in
            var cells = [
                escaped(metric), value == nil ? "<span class=quiet>not defined</span>" : escaped(MetricNames.text(metric, value)),
            ]
            if hasIntervals {
                let interval = intervals[metric]
                cells.append(IntervalPicture(value: value, interval: interval).text)
                cells.append(escaped(EvaluationWords.interval(interval) ?? ""))
                cells.append("<span class=quiet>\(escaped(interval.map(EvaluationWords.method) ?? ""))</span>")
            }
            return cells
        }
        let more = ["<span class=hidden>Picture of the interval</span>", "#Interval", "By"]
        return HTMLPiece.table(caption, head: ["Metric", "#Value"] + (hasIntervals ? more : []), rows: rows)
    }

    private func parts(
        _ what: String, _ caption: String, _ rows: [(name: String, n: Int, metrics: [String: Double?])], _ names: [String],
        whole: [String: Double?] = [:]
    ) -> String {
        var lines = rows.map { row in
            [escaped(row.name.isEmpty ? "(no name)" : row.name), NumberText.count(row.n)]
                + names.map { cell(row.metrics[$0] ?? nil, whole[$0] ?? nil, $0) }
        }
        if !whole.isEmpty {
            let all = names.map { "<b>\(escaped(NumberText.score(whole[$0] ?? nil)))</b>" }
            lines.insert(["<b>All</b>", "<b>\(NumberText.count(report.n))</b>"] + all, at: 0)
        }
        let head = [what, "#n"] + names.map { "#" + escaped($0) }
        return HTMLPiece.table(caption, head: head, rows: lines, isLong: lines.count > 16)
    }

    /// A value with how much better or worse than the whole it is.
    private func cell(_ value: Double?, _ whole: Double?, _ metric: String) -> String {
        let text = escaped(MetricNames.text(metric, value))
        guard let value, let whole, NumberText.fixed(abs(value - whole), 3) != "0.000" else { return text }
        let sign = value > whole ? "+" : "−"
        return "\(text)<small> \(sign)\(NumberText.fixed(abs(value - whole), 3))</small>"
    }

    private var classes: String {
        guard !words.classes.isEmpty else { return "" }
        let names = words.columns(of: words.classes.map(\.metrics), limit: 8)
        let rows = words.classes.map { one in
            [escaped(one.name.isEmpty ? "(no name)" : one.name)]
                + names.map { escaped(MetricNames.text($0, one.metrics[$0] ?? nil)) }
        }
        return HTMLPiece.table(
            "Metrics by class", head: ["Class"] + names.map { "#" + escaped($0) }, rows: rows, isLong: rows.count > 16)
    }

    /// Shaded by the share of a true class's rows.
    private var confusion: String {
        guard let confusion = words.confusion(limit: 60) else { return "" }
        var text = "<div class=scroll role=region tabindex=0 aria-label=\"Confusion, table\"><table class=heat>"
        text += "<caption class=hidden>Which class was taken for which</caption><thead><tr><th scope=col>True class"
        text += confusion.classes.map { "<th scope=col>\(escaped($0))" }.joined() + "<tbody>"
        for (name, counts) in zip(confusion.classes, confusion.counts) {
            let total = counts.reduce(0, +)
            text += "<tr><th scope=row>\(escaped(name))"
            text += counts.map { count in
                let share = total > 0 ? ((count / total).finite ?? 0) : 0
                return "<td class=h\(min(3, max(0, Int(share * 4)))) title=\"\(escaped(NumberText.percent(share)))\">"
                    + escaped(NumberText.number(count))
            }.joined()
        }
        return text + "</table></div>\n"
    }

    private var reliability: String {
        guard let bins = report.reliability, bins.contains(where: { $0.n > 0 }) else { return "" }
        let rows = bins.map { bin in
            [
                escaped("\(NumberText.edge(bin.lower)) – \(NumberText.edge(bin.upper))"), NumberText.count(bin.n),
                escaped(NumberText.score(bin.confidence)), escaped(NumberText.score(bin.accuracy)),
            ]
        }
        return "<div class=pair><figure>\(ReliabilityPicture(bins: bins, share: words.share).text)</figure><div>"
            + HTMLPiece.table("Reliability", head: ["Scores", "#n", "#Mean score", "#" + words.shareTitle], rows: rows)
            + "</div></div>"
    }

    private func fairness(_ attribute: String, _ fairness: EvaluationReport.Fairness) -> String {
        let groups = fairness.groups.sorted { $0.key < $1.key }.map { (name: $0.key, n: $0.value.n, metrics: $0.value.metrics) }
        let names = words.columns(of: groups.map(\.metrics), limit: 7, first: EvaluationWords.rates)
        return metrics("Fairness by \(attribute)", fairness.metrics, fairness.intervals) + "<h3>Groups</h3>\n"
            + (groups.isEmpty ? "" : parts("Group", "Groups of \(attribute)", groups, names))
            + "<p class=note>The smallest group has \(NumberText.counted(fairness.smallestGroup, "row")).</p>"
    }
}
