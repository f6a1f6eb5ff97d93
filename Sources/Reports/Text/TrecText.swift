internal import Foundation

/// A TREC run's measures as trec_eval prints them: name, `all`, value, with four places, or none for counts.
struct TrecText {
    private let report: EvaluationReport

    /// trec_eval's order: families first, then cuts by number.
    private static let families = [
        "num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank", "iprec_at_recall", "P",
        "recall",
        "ndcg", "ndcg_cut", "map_cut", "success", "11pt_avg",
    ]

    init(_ report: EvaluationReport) {
        self.report = report
    }

    var text: String {
        let names = report.metrics.keys.sorted { Self.place($0) < Self.place($1) }
        var lines = [line("runid", visible(report.run ?? ""))]
        for name in names {
            guard case .some(.some(let value)) = report.metrics[name] else { continue }
            lines.append(line(name, name.hasPrefix("num_") ? String(format: "%.0f", value) : String(format: "%6.4f", value)))
        }
        return lines.joined()
    }

    private func line(_ name: String, _ value: String) -> String {
        name.padding(toLength: max(22, name.count), withPad: " ", startingAt: 0) + "\tall\t" + value + "\n"
    }

    private static func place(_ name: String) -> (Int, Double, String) {
        if let whole = families.firstIndex(of: name) { return (whole, 0, name) }
        let parts = name.split(separator: "_")
        let family = parts.dropLast().joined(separator: "_")
        return (families.firstIndex(of: family) ?? families.count, Double(parts.last ?? "") ?? 0, name)
    }
}
