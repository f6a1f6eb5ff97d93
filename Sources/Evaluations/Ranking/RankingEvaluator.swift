internal import Columnar
internal import Reports
internal import Statistics

/// `--task ranking`: for each query its documents by descending score, against their grades.
///
/// Documents of equal score stand in the order of their rows, but for nDCG, where they share their ranks' discounts. Queries without
/// relevant documents are counted apart: no metric is defined for them.
struct RankingEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    private typealias Metric = (name: String, value: (Ranked) -> Double)

    /// One query.
    private struct Ranked {
        let query: RankedQuery
        let linear: ScoredRelevance
        let exponential: ScoredRelevance
    }

    func report() throws -> EvaluationReport {
        let query = try configuration.required(configuration.query, "query")
        let label = try configuration.required(configuration.label, "label")
        let score = try configuration.required(configuration.score, "score")
        if configuration.weight != nil { throw EvaluationError("--weight: every query of a ranking counts once") }
        let metrics = self.metrics
        let wanted = try configuration.wanted(of: metrics.map(\.name) + ["queries_without_relevant"])
        let table = try reader.read(
            [
                ColumnRequest(name: query, form: .category), ColumnRequest(name: label, form: .number),
                ColumnRequest(name: score, form: .number),
            ] + Slicing.requests(configuration, reader), label: label, queries: Slicing.queries(configuration))
        var notes = table.notes
        let (queries, grades, scores) = (table.category(query).codes, table.number(label), table.number(score))
        let rows = kept(queries, grades, scores, &notes)
        let dimensions = Slicing.dimensions(configuration, table)
        let asked = metrics.filter { wanted.contains($0.name) }
        let hasCount = wanted.contains("queries_without_relevant")

        func answer(_ rows: [Int]) -> (count: Int, values: [String: Double?], each: [[Double]], tied: Int) {
            let (ranked, empty, tied) = group(rows, queries, grades, scores)
            let each = asked.map { metric in ranked.map(metric.value) }
            var values: [String: Double?] = [:]
            for (metric, numbers) in zip(asked, each) { values[metric.name] = .some(Sample.mean(numbers)) }
            if hasCount { values["queries_without_relevant"] = Double(empty) }
            return (ranked.count, values, each, tied)
        }
        let whole = answer(rows)
        var report = EvaluationReport(task: configuration.task.rawValue, count: whole.count)
        report.metrics = whole.values
        report.slices = RowSlices(dimensions: dimensions, rows: rows).slices { rows in
            let answer = answer(rows)
            return (answer.count, answer.values)
        }
        if let confidence = configuration.confidence {
            for (metric, numbers) in zip(asked, whole.each) {
                report.intervals[metric.name] = MeanInterval(numbers, confidence: confidence)
                    .map { EvaluationReport.Interval($0.interval, level: confidence, method: "student_t") }
            }
        }
        if case .some(.some(let empty)) = whole.values["queries_without_relevant"], empty > 0 {
            notes.append("\(Int(empty)) queries have no relevant document and are counted apart")
        }
        if whole.tied > 0 {
            notes.append(
                "\(whole.tied) queries have documents of equal score: in the order of rows, but for nDCG, where they share ranks")
        }
        report.notes = notes + Slicing.notes(configuration, dimensions, [])
        report.noteUndefined()
        return report
    }

    private var metrics: [Metric] {
        var metrics: [Metric] = [
            ("ndcg", { $0.linear.ndcg() }), ("mrr", { $0.query.reciprocalRank(at: .max) }),
            ("map", { $0.query.averagePrecision(at: .max) }),
        ]
        var cuts: [Int] = []
        for k in configuration.cuts where !cuts.contains(k) { cuts.append(k) }
        for k in cuts {
            metrics += [
                ("ndcg@\(k)", { $0.linear.ndcg(at: k) }), ("ndcg_exp@\(k)", { $0.exponential.ndcg(at: k) }),
                ("mrr@\(k)", { $0.query.reciprocalRank(at: k) }), ("map@\(k)", { $0.query.averagePrecision(at: k) }),
                ("precision@\(k)", { $0.query.precision(at: k) }), ("recall@\(k)", { $0.query.recall(at: k) }),
                ("hit@\(k)", { $0.query.hit(at: k) }),
            ]
        }
        return metrics
    }

    private func kept(_ queries: [Int32], _ grades: [Double], _ scores: [Double], _ notes: inout [String]) -> [Int] {
        var counts = (query: 0, grade: 0, score: 0)
        let rows = queries.indices.filter { row in
            if queries[row] < 0 {
                counts.query += 1
            } else if !grades[row].isFinite {
                counts.grade += 1
            } else if !scores[row].isFinite {
                counts.score += 1
            } else {
                return true
            }
            return false
        }
        notes.note(counts.query, of: queries.count, "have no query")
        notes.note(counts.grade, of: queries.count, "have no label")
        notes.note(counts.score, of: queries.count, "have no finite score")
        return rows
    }

    /// The queries that have a relevant document, in the order of their first row; how many have none, and how many have ties.
    private func group(
        _ rows: [Int], _ queries: [Int32], _ grades: [Double], _ scores: [Double]
    ) -> (ranked: [Ranked], empty: Int, tied: Int) {
        var members = [[Int32]](repeating: [], count: Int((rows.map { queries[$0] }.max() ?? -1) + 1))
        for row in rows { members[Int(queries[row])].append(Int32(row)) }
        var (ranked, empty, tied) = ([Ranked](), 0, 0)
        for rows in members where !rows.isEmpty {
            // A grade below 0 says as much as 0.
            let relevance = rows.map { max(0, grades[Int($0)]) }
            guard relevance.contains(where: { $0 > 0 }) else {
                empty += 1
                continue
            }
            let own = rows.map { scores[Int($0)] }
            let order = RowOrder.ascending(own.map { -$0 }).map { Int($0) }
            if zip(order, order.dropFirst()).contains(where: { own[$0] == own[$1] }) { tied += 1 }
            guard let linear = ScoredRelevance(relevance: relevance, scores: own),
                let exponential = ScoredRelevance(
                    relevance: relevance.map { RankedQuery.Gain.exponential.value($0) }, scores: own)
            else { continue }
            ranked.append(
                Ranked(query: RankedQuery(retrieved: order.map { relevance[$0] }), linear: linear, exponential: exponential))
        }
        return (ranked, empty, tied)
    }
}
