/// A check as one page: the verdict, then every feature with its picture, the most drifted first, then all the rest.
struct CheckPage {
    private let report: CheckReport
    private let features: [FeatureVerdict]

    init(_ report: CheckReport) {
        self.report = report
        features = FeatureVerdict.sorted(report.perFeatureMetrics)
    }

    var text: String {
        let parts = sections
        let verdict = CheckWords(report)
        return HTMLDocument(
            title: "\(verdict.title) – drift report",
            subtitle: "drift report · <time datetime=\"\(escaped(report.timestamps.created))\">"
                + "\(escaped(Moment.readable(report.timestamps.created)))</time>",
            sections: parts.map { ($0.id, $0.title) }, body: headline(verdict) + parts.map(\.body).joined()
        ).text
    }

    private var sections: [(id: String, title: String, body: String)] {
        var parts: [(id: String, title: String, body: String)] = []
        func add(_ id: String, _ title: String, _ hint: String = "", _ body: String?) {
            guard let body, !body.isEmpty else { return }
            parts.append((id, title, HTMLPiece.section(id, title, hint: hint, body)))
        }
        let parties = CheckPageParts(report)
        add("features", "Features", "the most drifted first", FeatureList(report, features).text)
        add("quality", "Data quality", "", parties.quality)
        add("time", "Over time", "", ChunkMap(report).text)
        add("whole", "Reference and current data told apart", "", parties.whole)
        add("groups", "Within groups", "", parties.groups)
        add("notes", "Notes", "", report.notes.isEmpty ? nil : HTMLPiece.list(report.notes))
        add("about", "About this report", "", parties.about)
        return parts
    }

    private func headline(_ words: CheckWords) -> String {
        let dataset = report.dataset
        var text = "<section class=\"panel head\" aria-label=Status><div class=\"verdict \(words.level.name)\">"
        text += "<svg class=i aria-hidden=true><use href=#i-\(words.level.name) /></svg><div><h1>\(words.title)</h1>"
        text += "<p>\(escaped(words.sentence))</p>"
        if let worst = words.worst { text += "<p class=quiet>\(escaped(worst))</p>" }
        text += "</div></div><dl class=tiles>"
        text += HTMLPiece.tile(
            "Features drifted", NumberText.count(dataset.drifted),
            "of \(NumberText.count(dataset.features)); critical from \(NumberText.percent(dataset.criticalShare, digits: 0))")
        text += HTMLPiece.tile("Reference", NumberText.count(dataset.nReference), period(\.referenceStart, \.referenceEnd))
        text += HTMLPiece.tile("Current", NumberText.count(dataset.nCurrent), period(\.productionStart, \.productionEnd))
        if let score = dataset.metrics["domain_classifier"] {
            text += HTMLPiece.tile("Told apart (AUC)", NumberText.score(score.value), "0.5 is chance")
        }
        if let model = report.modelVersion { text += HTMLPiece.tile("Model", escaped(model)) }
        return text + "</dl></section>\n"
    }

    private func period(
        _ start: KeyPath<CheckReport.Timestamps, String?>, _ end: KeyPath<CheckReport.Timestamps, String?>
    ) -> String {
        let (from, to) = (report.timestamps[keyPath: start], report.timestamps[keyPath: end])
        guard let from, let to else { return "rows" }
        return "rows, \(escaped(Moment.day(from))) to \(escaped(Moment.day(to)))"
    }
}
