/// One query of a TREC run against its judgements: trec_eval 9's measures under its names.
///
/// Relevant is a grade of 1 or more; judged not relevant is a grade of 0; a document without judgement, or with a grade below 0, is not
/// relevant and unjudged.
package struct TrecQuery: Sendable {
    /// A retrieved document.
    package struct Document: Sendable {
        package let name: ExactText
        /// trec_eval reads scores in single precision, which decides ties.
        package let score: Float

        package init(name: ExactText, score: Float) {
            self.name = name
            self.score = score
        }
    }

    /// The cuts of trec_eval's measures.
    package static let cuts = [5, 10, 15, 20, 30, 100, 200, 500, 1_000]

    /// The grade of each retrieved document, best first; nil without judgement.
    private let grades: [Int?]
    private let judged: [Int]

    /// - Parameters:
    ///   - documents: in any order: they are ranked by descending score, equal ones by descending name.
    ///   - judgements: a grade for each judged document.
    package init(_ documents: [Document], judgements: [ExactText: Int]) {
        let order = documents.indices.sorted { a, b in
            let (first, second) = (documents[a], documents[b])
            return first.score != second.score ? first.score > second.score : first.name > second.name
        }
        grades = order.map { judgements[documents[$0].name] }
        judged = Array(judgements.values)
    }

    package var retrieved: Int { grades.count }
    package var relevant: Int { judged.count { $0 > 0 } }
    package var relevantRetrieved: Int { grades.count { ($0 ?? 0) > 0 } }

    private func hits(_ k: Int) -> Int { grades.prefix(k).count { ($0 ?? 0) > 0 } }

    /// Every measure that is a mean over queries, under its name; 0 where nothing is relevant.
    package var measures: [(name: String, value: Double)] {
        var values = [
            ("map", averagePrecision(grades.count)), ("Rprec", relevant > 0 ? Double(hits(relevant)) / Double(relevant) : 0),
            ("bpref", binaryPreference), ("recip_rank", grades.firstIndex { ($0 ?? 0) > 0 }.map { 1 / Double($0 + 1) } ?? 0),
        ]
        for (level, value) in interpolated.enumerated() {
            values.append(("iprec_at_recall_\(level / 10).\(level % 10)0", value))
        }
        values += Self.cuts.map { ("P_\($0)", Double(hits($0)) / Double($0)) }
        values += Self.cuts.map { ("recall_\($0)", relevant > 0 ? Double(hits($0)) / Double(relevant) : 0) }
        values.append(("ndcg", normalizedGain(grades.count, all: true)))
        values += Self.cuts.map { ("ndcg_cut_\($0)", normalizedGain($0, all: false)) }
        values += Self.cuts.map { ("map_cut_\($0)", averagePrecision($0)) }
        values += [1, 5, 10].map { ("success_\($0)", hits($0) > 0 ? 1 : 0) }
        values.append(("11pt_avg", interpolated.reduce(0, +) / 11))
        return values
    }

    /// gm_map: the geometric mean of average precisions, each at least 0.00001.
    package static func geometricMean(_ values: [Double]) -> Double {
        Math.exp(values.reduce(0) { $0 + Math.log(max($1, 0.00001)) } / Double(max(1, values.count)))
    }

    private func averagePrecision(_ k: Int) -> Double {
        guard relevant > 0 else { return 0 }
        var (seen, sum) = (0, 0.0)
        for (rank, grade) in grades.prefix(k).enumerated() where (grade ?? 0) > 0 {
            seen += 1
            sum += Double(seen) / Double(rank + 1)
        }
        return sum / Double(relevant)
    }

    /// How seldom judged documents that are not relevant stand above relevant ones (Buckley and Voorhees 2004).
    private var binaryPreference: Double {
        let nonrelevant = judged.count { $0 == 0 }
        guard relevant > 0 else { return 0 }
        var (above, sum) = (0, 0.0)
        for grade in grades {
            guard let grade, grade >= 0 else { continue }
            if grade == 0 {
                above += 1
            } else {
                sum += above > 0 ? 1 - Double(min(above, relevant)) / Double(min(relevant, nonrelevant)) : 1
            }
        }
        return sum / Double(relevant)
    }

    /// The best precision at or beyond each tenth of recall.
    private var interpolated: [Double] {
        guard relevant > 0 else { return [Double](repeating: 0, count: 11) }
        var best = [Double](repeating: 0, count: relevantRetrieved + 1)
        var seen = 0
        for (rank, grade) in grades.enumerated() where (grade ?? 0) > 0 {
            seen += 1
            best[seen] = Double(seen) / Double(rank + 1)
        }
        for index in best.indices.dropLast().reversed() { best[index] = max(best[index], best[index + 1]) }
        return (0...10).map { level in
            // trec_eval's rounding: so many relevant documents make up this recall.
            let needed = Int(Double(level) / 10 * Double(relevant) + 0.9)
            return needed < best.count ? best[needed] : 0
        }
    }

    /// Linear gain discounted by log2(rank + 1), over that of the best order of the judged documents.
    private func normalizedGain(_ k: Int, all: Bool) -> Double {
        func gain(_ grades: some Sequence<Int>) -> Double {
            grades.enumerated().reduce(0) { $0 + Double(max(0, $1.element)) / Math.log2(Double($1.offset + 2)) }
        }
        let best = judged.filter { $0 > 0 }.sorted(by: >)
        let ideal = gain(all ? best[...] : best.prefix(k))
        return ideal > 0 ? gain(grades.prefix(k).map { $0 ?? 0 }) / ideal : 0
    }
}
