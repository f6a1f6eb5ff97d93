internal import Reports
internal import Statistics

/// A TREC run against judgements: trec_eval's measures under its names, over the queries that both files have.
struct TrecEvaluator {
    let configuration: EvaluationConfiguration
    let judgements: String

    func report() throws(EvaluationError) -> EvaluationReport {
        if !configuration.slices.isEmpty || !configuration.sliceQueries.isEmpty || !configuration.groups.isEmpty {
            throw EvaluationError("a TREC run has no columns that --slice, --slice-query or --group could name")
        }
        let judged = try TrecFiles.judgements(judgements)
        let (run, tag) = try TrecFiles.run(configuration.data)
        let names = run.keys.filter { judged[$0] != nil }.sorted()
        let queries = names.map { TrecQuery(run[$0] ?? [], judgements: judged[$0] ?? [:]) }
        guard !queries.isEmpty else {
            throw EvaluationError("\(configuration.data): has no query that \(judgements) judges; are they of the same topics?")
        }
        let each = queries.map(\.measures)
        var report = EvaluationReport(task: configuration.task.rawValue, count: queries.count)
        var values: [(name: String, value: Double)] = [
            ("num_q", Double(queries.count)), ("num_ret", Double(queries.reduce(0) { $0 + $1.retrieved })),
            ("num_rel", Double(queries.reduce(0) { $0 + $1.relevant })),
            ("num_rel_ret", Double(queries.reduce(0) { $0 + $1.relevantRetrieved })),
        ]
        for (index, measure) in (each.first ?? []).enumerated() {
            // In the order of trec_eval's own sum: query after query.
            values.append((measure.name, each.reduce(0) { $0 + $1[index].value } / Double(each.count)))
        }
        let precisions = each.map { $0.first { $0.name == "map" }?.value ?? 0 }
        values.append(("gm_map", TrecQuery.geometricMean(precisions)))
        let wanted = try configuration.wanted(of: values.map(\.name))
        for (name, value) in values where wanted.contains(name) { report.metrics[name] = .some(value) }
        if let confidence = configuration.confidence {
            for (index, measure) in (each.first ?? []).enumerated() where wanted.contains(measure.name) {
                report.intervals[measure.name] = MeanInterval(each.map { $0[index].value }, confidence: confidence)
                    .map { EvaluationReport.Interval($0.interval, level: confidence, method: "student_t") }
            }
        }
        report.run = tag
        let unjudged = run.count - queries.count
        if unjudged > 0 { report.notes.append("\(unjudged) queries of the run have no judgements and are left out") }
        let missing = judged.count - queries.count
        if missing > 0 { report.notes.append("\(missing) judged queries are not in the run and are left out, as trec_eval does") }
        let empty = queries.count { $0.relevant == 0 }
        if empty > 0 { report.notes.append("\(empty) queries have no relevant document: they count 0, as in trec_eval") }
        return report
    }
}
