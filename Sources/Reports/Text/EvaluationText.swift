/// An evaluation for a terminal.
struct EvaluationText {
    private let report: EvaluationReport
    private let words: EvaluationWords
    private let pen: TextPen

    init(_ report: EvaluationReport, style: ReportStyle) {
        self.report = report
        words = EvaluationWords(report: report)
        pen = TextPen(style: style)
    }

    var text: String {
        "\(pen.coloured(pen.own(words.title), .strong))  \(words.counted)\n\n" + metrics(report.metrics, report.intervals)
            + slices + fairness
            + reliability + notes
    }

    private func metrics(_ values: [String: Double?], _ intervals: [String: EvaluationReport.Interval]) -> String {
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "metric", isElastic: true), .init(title: "value", isNumber: true), .init(title: "interval", rank: 1),
                .init(title: "by", rank: 2),
            ])
        table.rows = MetricNames.sorted(values, intervals).map { metric, value in
            let interval = intervals[metric]
            return [
                .init(pen.name(metric)), .init(pen.own(MetricNames.text(metric, value)), .strong),
                .init(plain(EvaluationWords.interval(interval) ?? "")),
                .init(plain(interval.map(EvaluationWords.method) ?? ""), .quiet),
            ]
        }
        return table.text
    }

    private var slices: String {
        guard !report.slices.isEmpty else { return "" }
        let names = words.columns(of: report.slices.map(\.metrics), limit: max(1, (pen.style.width - 36) / 11))
        let rows = words.slices(by: names.first).map { (name: $0.slice, n: $0.n, metrics: $0.metrics) }
        let hint = names.first.map { ", the worst by \(visible($0)) first" } ?? ""
        return pen.heading("Slices" + hint) + parts("slice", rows, names)
    }

    /// Metrics of each class, and which class was taken for which.
    private var classes: String {
        var text = ""
        if !words.classes.isEmpty {
            let names = words.columns(of: words.classes.map(\.metrics), limit: 8)
            var columns = [TextTable.Column(title: "class", isElastic: true)]
            columns += names.enumerated().map { .init(title: pen.name($0.element), isNumber: true, rank: $0.offset) }
            var table = TextTable(pen: pen, columns: columns)
            table.rows = words.classes.prefix(40).map { one in
                [.init(pen.name(one.name))] + names.map { .init(pen.own(MetricNames.text($0, one.metrics[$0] ?? nil))) }
            }
            text += pen.heading("Classes") + table.text
        }
        if let confusion = words.confusion(limit: 12) {
            var columns = [TextTable.Column(title: "true", isElastic: true)]
            columns += confusion.classes.map {
                .init(title: TextWidth.shortened(pen.name($0), to: 12, isUnicode: false), isNumber: true)
            }
            var table = TextTable(pen: pen, columns: columns)
            table.rows = zip(confusion.classes, confusion.counts).enumerated().map { row, line in
                [.init(pen.name(line.0))]
                    + line.1.enumerated().map { .init(NumberText.number($0.element), $0.offset == row ? .strong : nil) }
            }
            text += pen.heading("Confusion: rows are the truth, columns the prediction") + table.text
        }
        return text
    }

    private var fairness: String {
        (report.fairness ?? [:]).sorted { $0.key < $1.key }.map { attribute, fairness in
            let groups = fairness.groups.sorted { $0.key < $1.key }.map {
                (name: $0.key, n: $0.value.n, metrics: $0.value.metrics)
            }
            let names = words.columns(
                of: groups.map(\.metrics), limit: max(1, (pen.style.width - 36) / 11), first: EvaluationWords.rates)
            return pen.heading("Fairness by \(pen.name(attribute))") + metrics(fairness.metrics, fairness.intervals) + "\n"
                + parts("group", groups, names) + "smallest group: \(NumberText.counted(fairness.smallestGroup, "row"))\n"
        }.joined()
    }

    private func parts(_ what: String, _ rows: [(name: String, n: Int, metrics: [String: Double?])], _ names: [String]) -> String
    {
        var columns = [TextTable.Column(title: what, isElastic: true), .init(title: "n", isNumber: true)]
        columns += names.enumerated().map { .init(title: pen.name($0.element), isNumber: true, rank: $0.offset) }
        var table = TextTable(pen: pen, columns: columns)
        table.rows = rows.prefix(60).map { row in
            [.init(pen.name(row.name)), .init(NumberText.count(row.n))]
                + names.map { .init(pen.own(MetricNames.text($0, row.metrics[$0] ?? nil))) }
        }
        let left = rows.count - table.rows.count
        return table.text + (left > 0 ? pen.own("… \(left) more: see --format csv or html\n") : "")
    }

    private var reliability: String {
        guard let bins = report.reliability, !bins.isEmpty else { return "" }
        var table = TextTable(
            pen: pen,
            columns: [
                .init(title: "scores"), .init(title: "n", isNumber: true), .init(title: "mean score", isNumber: true),
                .init(title: words.share, isNumber: true), .init(title: "\(words.share) (bar) and mean score (mark)", rank: 1),
            ])
        table.rows = bins.filter { $0.n > 0 }.map { bin in
            [
                .init(pen.own("\(NumberText.edge(bin.lower))–\(NumberText.edge(bin.upper))")),
                .init(NumberText.count(bin.n)),
                .init(pen.own(NumberText.score(bin.confidence))), .init(pen.own(NumberText.score(bin.accuracy))),
                .init(gauge(bin.accuracy, bin.confidence)),
            ]
        }
        return pen.heading("Reliability") + table.text
    }

    /// The share of positives as a bar, and a mark where the mean score says that it should end.
    private func gauge(_ share: Double?, _ mark: Double?) -> String {
        guard let share = share?.finite, let mark = mark?.finite else { return "" }
        let place = Int((min(1, max(0, mark)) * 30).rounded())
        let bar = Int((min(1, max(0, share)) * 30).rounded())
        let (filled, empty, sign) = pen.style.isUnicode ? ("█", "·", "│") : ("#", ".", "|")
        return (0...30).map { $0 == place ? sign : $0 < bar ? filled : empty }.joined()
    }

    private func plain(_ text: String) -> String {
        pen.style.isUnicode ? text : pen.own(text.replacing("∞", with: "inf").replacing("−", with: "-"))
    }

    private var notes: String {
        guard !report.notes.isEmpty else { return "" }
        return pen.heading("Notes") + report.notes.map { "- " + pen.paragraph(pen.name($0), indent: 2) }.joined()
    }
}
