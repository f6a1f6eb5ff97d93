/// Graded relevance with the scores that a model ranks by: discounted gain as scikit-learn computes it.
package struct ScoredRelevance: Sendable, Equatable {
    package let relevance: [Double]
    package let scores: [Double]

    /// nil for no documents, unequal lengths or NaN.
    package init?(relevance: [Double], scores: [Double]) {
        guard !relevance.isEmpty, relevance.count == scores.count, !scores.contains(where: \.isNaN),
            !relevance.contains(where: \.isNaN)
        else { return nil }
        self.relevance = relevance
        self.scores = scores
    }

    /// Discounted gain of the first k; documents of equal score share their ranks' discounts.
    package func dcg(at k: Int? = nil) -> Double {
        let limit = k ?? relevance.count
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var (sum, start) = (0.0, 0)
        while start < order.count && start < limit {
            var end = start + 1
            while end < order.count && scores[order[end]] == scores[order[start]] { end += 1 }
            let gain = order[start..<end].reduce(0) { $0 + relevance[$1] } / Double(end - start)
            for rank in start..<min(end, limit) { sum += gain / Math.log2(Double(rank + 2)) }
            start = end
        }
        return sum
    }

    /// `dcg` over that of the best order; 0 when that is 0.
    package func ndcg(at k: Int? = nil) -> Double {
        let best = relevance.sorted(by: >).prefix(k ?? relevance.count)
        let ideal = best.enumerated().reduce(0) { $0 + $1.element / Math.log2(Double($1.offset + 2)) }
        return ideal > 0 ? dcg(at: k) / ideal : 0
    }
}
