/// One query's answers in rank order with their graded relevance, under trec_eval's conventions.
/// Relevant is a grade above 0. A query without relevant documents (`relevant` is 0) scores 0: who takes means counts it apart.
package struct RankedQuery: Sendable, Equatable {
    /// The relevance of what was retrieved, best first.
    package let retrieved: [Double]
    /// The relevance of what was judged but not retrieved.
    package let missed: [Double]

    package init(retrieved: [Double], missed: [Double] = []) {
        self.retrieved = retrieved
        self.missed = missed
    }

    /// How a grade counts in discounted gain.
    package enum Gain: Sendable {
        case linear
        /// 2^grade − 1.
        case exponential

        package func value(_ grade: Double) -> Double { self == .linear ? grade : Math.pow(2, grade) - 1 }
    }

    /// Relevant documents, retrieved or not.
    package var relevant: Int { retrieved.count { $0 > 0 } + missed.count { $0 > 0 } }

    private func hits(_ k: Int) -> Int { retrieved.prefix(k).count { $0 > 0 } }

    /// Relevant ones in the first k, over k (also when fewer were retrieved).
    package func precision(at k: Int) -> Double { Double(hits(k)) / Double(k) }

    /// Relevant ones in the first k, over all relevant.
    package func recall(at k: Int) -> Double { relevant > 0 ? Double(hits(k)) / Double(relevant) : 0 }

    /// 1 when the first k hold a relevant one.
    package func hit(at k: Int) -> Double { hits(k) > 0 ? 1 : 0 }

    /// 1/rank of the first relevant one in the first k, else 0.
    package func reciprocalRank(at k: Int) -> Double {
        retrieved.prefix(k).firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    }

    /// The precisions at the relevant ranks up to k, over all relevant ones, or over at most k of them.
    package func averagePrecision(at k: Int, capped: Bool = false) -> Double {
        guard relevant > 0 else { return 0 }
        var (seen, sum) = (0, 0.0)
        for (rank, grade) in retrieved.prefix(k).enumerated() where grade > 0 {
            seen += 1
            sum += Double(seen) / Double(rank + 1)
        }
        return sum / Double(capped ? min(k, relevant) : relevant)
    }

    /// Discounted gain of the first k over that of the best order of all judged documents; 0 when that is 0.
    package func ndcg(at k: Int, gain: Gain = .linear) -> Double {
        let ideal = Self.discountedGain((retrieved + missed).sorted(by: >), k, gain)
        return ideal > 0 ? Self.discountedGain(retrieved, k, gain) / ideal : 0
    }

    private static func discountedGain(_ grades: [Double], _ k: Int, _ gain: Gain) -> Double {
        grades.prefix(k).enumerated().reduce(0) { $0 + gain.value($1.element) / Math.log2(Double($1.offset + 2)) }
    }
}
