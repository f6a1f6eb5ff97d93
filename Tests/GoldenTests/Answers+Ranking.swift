import Statistics

extension Answers {
    private static func query(_ golden: GoldenCase) -> RankedQuery {
        RankedQuery(
            retrieved: golden.inputs["retrieved_relevance_in_rank_order"]?.numbers ?? [],
            missed: golden.inputs["relevance_of_judged_but_not_retrieved"]?.numbers ?? [])
    }

    private static func measures(_ query: RankedQuery, at k: Int) -> [(name: String, value: Double)] {
        [
            ("ndcg_linear@\(k)", query.ndcg(at: k)), ("ndcg_exp@\(k)", query.ndcg(at: k, gain: .exponential)),
            ("precision@\(k)", query.precision(at: k)), ("recall@\(k)", query.recall(at: k)), ("hit@\(k)", query.hit(at: k)),
            ("mrr@\(k)", query.reciprocalRank(at: k)), ("ap@\(k)_div_all_relevant", query.averagePrecision(at: k)),
            ("ap@\(k)_div_min_k", query.averagePrecision(at: k, capped: true)),
        ]
    }

    static func rankedQuery(_ golden: GoldenCase) -> Value {
        let query = query(golden)
        let cuts = (golden.params["ks"]?.numbers ?? []).map { Int($0) }
        return .map(cuts.flatMap { measures(query, at: $0) }.map { (ExactText($0.name), .number($0.value)) })
    }

    static func rankingMean(_ golden: GoldenCase, in folder: GoldenFolder) -> Value {
        let names = (golden.inputs["cases"]?.items ?? []).compactMap(\.string)
        let cases = names.compactMap { name in folder.cases.first { $0.id == name } }
        let cuts = (cases.first?.params["ks"]?.numbers ?? []).map { Int($0) }
        let queries = cases.map { query($0) }
        return .map(
            cuts.flatMap { k -> [(key: ExactText, value: Value)] in
                let rows = queries.map { measures($0, at: k) }
                guard let first = rows.first else { return [] }
                return first.indices.map { index in
                    (ExactText(first[index].name), .number(rows.reduce(0) { $0 + $1[index].value } / Double(rows.count)))
                }
            })
    }

    static func discountedGain(_ golden: GoldenCase) -> Value {
        guard
            let scored = ScoredRelevance(
                relevance: golden.inputs["relevance"]?.numbers ?? [], scores: golden.inputs["score"]?.numbers ?? [])
        else { return .undefined }
        return .map(
            (golden.expected.entries ?? []).map { entry in
                let name = entry.key.description
                let k = name.split(separator: "@").last.flatMap { Int($0.prefix { $0.isNumber }) }
                return (entry.key, .number(name == "dcg_all" ? scored.dcg() : scored.ndcg(at: k)))
            })
    }

    static func labelRanking(_ golden: GoldenCase) -> Value {
        let labels = (golden.inputs["y_true"]?.items ?? []).map { $0.numbers.map { $0 == 1 } }
        let scores = (golden.inputs["y_score"]?.items ?? []).map(\.numbers)
        return .fields([
            "lrap": .of(LabelRanking.averagePrecision(labels: labels, scores: scores)),
            "coverage_error": .of(LabelRanking.coverageError(labels: labels, scores: scores)),
            "label_ranking_loss": .of(LabelRanking.loss(labels: labels, scores: scores)),
        ])
    }
}
