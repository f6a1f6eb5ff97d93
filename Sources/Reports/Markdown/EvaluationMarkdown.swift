/// An evaluation for a pull request's comment.
struct EvaluationMarkdown {
    private static let limit = 60

    private let report: EvaluationReport
    private let words: EvaluationWords

    init(_ report: EvaluationReport) {
        self.report = report
        words = EvaluationWords(report: report)
    }

    var text: String {
        var text = "## \(MarkdownText.escaped(words.title)): \(words.counted)\n\n" + metrics(report.metrics, report.intervals)
        text += classes
        if !report.slices.isEmpty {
            let names = words.columns(of: report.slices.map(\.metrics), limit: 6)
            let rows = words.slices(by: names.first).map { (name: $0.slice, n: $0.n, metrics: $0.metrics) }
            let hint = names.first.map { ", the worst by \(MarkdownText.escaped($0)) first" } ?? ""
            text += "### Slices\(hint)\n\n" + parts("Slice", rows, names)
        }
        for (attribute, fairness) in (report.fairness ?? [:]).sorted(by: { $0.key < $1.key }) {
            let groups = fairness.groups.sorted { $0.key < $1.key }.map {
                (name: $0.key, n: $0.value.n, metrics: $0.value.metrics)
            }
            text += "### Fairness by \(MarkdownText.escaped(attribute))\n\n" + metrics(fairness.metrics, fairness.intervals)
            text += parts("Group", groups, words.columns(of: groups.map(\.metrics), limit: 6, first: EvaluationWords.rates))
        }
        text += MarkdownText.folded("Reliability", reliability)
        text += MarkdownText.folded("Notes", report.notes.prefix(40).map { "- \(MarkdownText.escaped($0))\n" }.joined())
        return text
    }

    private func metrics(_ values: [String: Double?], _ intervals: [String: EvaluationReport.Interval]) -> String {
        let hasIntervals = values.keys.contains { intervals[$0] != nil }
        return MarkdownText.table(
            ["Metric", "#Value"] + (hasIntervals ? ["Interval"] : []),
            MetricNames.sorted(values, intervals).map { metric, value in
                let interval = intervals[metric]
                let said = interval.map {
                    "\(EvaluationWords.interval($0) ?? "") (\(MarkdownText.escaped(EvaluationWords.method($0))))"
                }
                return [MarkdownText.escaped(metric), self.text(MetricNames.text(metric, value))]
                    + (hasIntervals ? [said.map(text) ?? ""] : [])
            })
    }

    private func parts(_ what: String, _ rows: [(name: String, n: Int, metrics: [String: Double?])], _ names: [String]) -> String
    {
        let shown = rows.prefix(Self.limit).map { row in
            ["**\(MarkdownText.escaped(row.name))**", NumberText.count(row.n)]
                + names.map { text(MetricNames.text($0, row.metrics[$0] ?? nil)) }
        }
        let more = rows.count > shown.count ? "…and \(rows.count - shown.count) more.\n\n" : ""
        return MarkdownText.table([what, "#n"] + names.map { "#" + MarkdownText.escaped($0) }, shown) + more
    }

    private var classes: String {
        let names = words.columns(of: words.classes.map(\.metrics), limit: 8)
        let rows = words.classes.prefix(Self.limit).map { one in
            ["**\(MarkdownText.escaped(one.name))**"] + names.map { text(MetricNames.text($0, one.metrics[$0] ?? nil)) }
        }
        var result = MarkdownText.table(["Class"] + names.map { "#" + MarkdownText.escaped($0) }, rows)
        if let confusion = words.confusion(limit: 12) {
            let rows = zip(confusion.classes, confusion.counts).map { name, counts in
                ["**\(MarkdownText.escaped(name))**"] + counts.map { text(NumberText.number($0)) }
            }
            let head = ["True class"] + confusion.classes.map { "#as " + MarkdownText.escaped($0) }
            result += MarkdownText.folded("Which class was taken for which", MarkdownText.table(head, rows))
        }
        return result
    }

    private var reliability: String {
        MarkdownText.table(
            ["Scores", "#n", "#Mean score", "#" + words.shareTitle],
            (report.reliability ?? []).filter { $0.n > 0 }.map { bin in
                [
                    "\(NumberText.edge(bin.lower)) – \(NumberText.edge(bin.upper))", NumberText.count(bin.n),
                    number(bin.confidence), number(bin.accuracy),
                ]
            })
    }

    private func number(_ value: Double?) -> String { text(NumberText.score(value)) }

    private func text(_ text: String) -> String { text.replacing("<", with: "&lt;").replacing(">", with: "&gt;") }
}
