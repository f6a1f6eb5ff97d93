/// A check's stretches of time: what each was judged, and the features that moved in a map of shades.
struct ChunkMap {
    /// More rows are no map any more.
    private static let limit = 25

    private let chunks: [CheckReport.Chunk]

    init(_ report: CheckReport) {
        chunks = report.chunks
    }

    /// nil without stretches.
    var text: String? {
        guard !chunks.isEmpty else { return nil }
        let labels = Moment.labels(chunks.map(\.start)).map(escaped)
        var text = "<div class=scroll role=region tabindex=0 aria-label=\"Drift over time, table\"><table class=heat>"
        text += "<caption class=hidden>Status of every stretch of time and scores of the features that moved most</caption>"
        text += "<thead><tr><th scope=col>From" + labels.map { "<th scope=col>\($0)" }.joined() + "<tbody>"
        text += line("Status") { chunk in
            "<td class=plain>" + HTMLPiece.mark(Level(status: chunk.status), Self.word(chunk))
        }
        text += line("Rows") { "<td class=plain>\(NumberText.count($0.n))" }
        text += line("Features drifted") { "<td class=plain>\(NumberText.count($0.driftedFeatures.count))" }
        let (features, left) = moved
        for feature in features {
            text += line(FeatureVerdict.label(feature)) { chunk in Self.cell(chunk.perFeatureMetrics[feature], feature) }
        }
        text +=
            "</table></div>\n<p class=note>A cell has the score that decides, darker the closer it is to its warning threshold; "
        text += "a dashed cell has too few rows."
        if left > 0 { text += " \(NumberText.counted(left, "more feature")) moved less; the CSV has them all." }
        return text + "</p>\n"
    }

    private func line(_ head: String, _ cell: (CheckReport.Chunk) -> String) -> String {
        "<tr><th scope=row title=\"\(escaped(head))\">\(escaped(head))" + chunks.map(cell).joined() + "\n"
    }

    private static func word(_ chunk: CheckReport.Chunk) -> String {
        let word = Level(status: chunk.status) == .ok ? "OK" : Level(status: chunk.status).word
        return chunk.confirmed == false && Level(status: chunk.status) >= .warning ? "\(word), once" : word
    }

    /// The features by their largest score in any stretch, and how many are left out.
    private var moved: ([String], Int) {
        var largest: [String: Double] = [:]
        for chunk in chunks {
            for (feature, scores) in chunk.perFeatureMetrics {
                let verdict = FeatureVerdict(name: feature, scores: scores)
                largest[feature] = max(largest[feature] ?? 0, verdict.excess + Double(verdict.level.rawValue) * 1e6)
            }
        }
        let sorted = largest.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.map(\.key)
        return (Array(sorted.prefix(Self.limit)), max(0, sorted.count - Self.limit))
    }

    private static func cell(_ scores: [String: CheckReport.Score]?, _ feature: String) -> String {
        guard let scores, let (metric, score) = FeatureVerdict(name: feature, scores: scores).first else {
            return "<td class=plain>–"
        }
        guard score.state == "ok", let judged = score.judged else {
            return "<td class=no title=\"\(escaped(FeatureVerdict.word(state: score.state) ?? "no number"))\">–"
        }
        let shade =
            switch score.level {
            case .critical: "hc"
            case .warning: "hw"
            default: "h\(min(3, max(0, Int(min(score.excess, 1) * 4))))"
            }
        return "<td class=\(shade) title=\"\(escaped(metric))\">\(escaped(NumberText.score(judged)))"
    }
}
