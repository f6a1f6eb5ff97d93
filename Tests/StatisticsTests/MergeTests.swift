import Statistics
import Testing

/// What every summary that merges has in common: parts merged in any order and grouping are the whole; what was merged subtracts again.
@Suite struct MergeTests {
    /// A summary behind two questions. A new one is a line in `registry`.
    struct Mergeable: Sendable, CustomStringConvertible {
        let name: String
        /// Whether merging the parts, in the order given, is the same as all values at once.
        let isWhole: @Sendable (_ parts: [[Double]], _ all: [Double]) throws -> Bool
        /// Whether the whole less a part is the rest; nil where it does not subtract.
        var isRest: (@Sendable (_ part: [Double], _ rest: [Double]) -> Bool)?
        var description: String { name }

        init<Summary: Sendable>(
            _ name: String, _ empty: Summary, update: @escaping @Sendable (inout Summary, Double) -> Void,
            merge: @escaping @Sendable (inout Summary, Summary) throws -> Void,
            subtract: (@Sendable (inout Summary, Summary) -> Void)? = nil,
            equal: @escaping @Sendable (Summary, Summary) -> Bool
        ) {
            @Sendable func summary(_ values: [Double]) -> Summary { values.reduce(into: empty) { update(&$0, $1) } }
            self.name = name
            isWhole = { parts, all in
                var merged = empty
                for part in parts { try merge(&merged, summary(part)) }
                return equal(merged, summary(all))
            }
            if let subtract {
                isRest = { part, rest in
                    var left = summary(part + rest)
                    subtract(&left, summary(part))
                    return equal(left, summary(rest))
                }
            }
        }
    }

    private static func agree(_ a: PowerSums, _ b: PowerSums) -> Bool {
        a.count == b.count && close(a.mean, b.mean, scale: 1) && close(a.variance(), b.variance(), tolerance: 1e-11)
            && close(a.skewness, b.skewness, scale: 1, tolerance: 1e-10)
            && close(a.excessKurtosis, b.excessKurtosis, scale: 1, tolerance: 1e-10)
    }

    private static let powerSums = Mergeable(
        "power sums", PowerSums(), update: { $0.update($1) }, merge: { $0.merge($1) }, subtract: { $0.subtract($1) },
        equal: { agree($0, $1) })

    private static let logHistogram = Mergeable(
        "log histogram", LogHistogram(), update: { $0.update($1) }, merge: { $0.merge($1) }, subtract: { $0.subtract($1) },
        equal: { (a: LogHistogram, b: LogHistogram) -> Bool in
            let quantiles: [Double] = [0, 0.1, 0.5, 0.9, 0.99, 1]
            guard a.count == b.count, close(a.sum, b.sum, scale: 1e3) else { return false }
            return quantiles.allSatisfy { a.quantile($0) == b.quantile($0) }
        })

    private static let unitHistogram = Mergeable(
        "unit histogram", UnitHistogram(), update: { $0.update($1 / 8) }, merge: { $0.merge($1) }, subtract: { $0.subtract($1) },
        equal: { (a: UnitHistogram, b: UnitHistogram) -> Bool in
            guard a.below == b.below, a.above == b.above, a.count == b.count else { return false }
            return a.count == 0 || a.bins == b.bins
        })

    private static let labelCounts = Mergeable(
        "label counts", LabelCounts(), update: { $0.update(ExactText("\(Int($1.rounded()))")) }, merge: { $0.merge($1) },
        subtract: { $0.subtract($1) }, equal: { (a: LabelCounts, b: LabelCounts) -> Bool in a == b })

    private static let distinct = Mergeable(
        "distinct", DistinctCounter(precision: 6), update: { $0.update($1) }, merge: { try $0.merge($1) },
        equal: { (a: DistinctCounter, b: DistinctCounter) -> Bool in a == b })

    /// Below its capacity a sketch is exact.
    private static let quantiles = Mergeable(
        "quantiles of few values", QuantileSketch(accuracy: 500, seed: 1), update: { $0.update($1) }, merge: { try $0.merge($1) },
        equal: { (a: QuantileSketch, b: QuantileSketch) -> Bool in
            let levels: [Double] = [0, 0.25, 0.5, 0.75, 1]
            return a.count == b.count && levels.allSatisfy { a.quantile($0) == b.quantile($0) }
        })

    private static let confusion = Mergeable(
        "confusion", BinaryConfusion(),
        update: { (matrix: inout BinaryConfusion, x: Double) in
            matrix.update(label: x > 1, predicted: x.rounded() > 2, weight: 0.25 + (x * 8).rounded().magnitude)
        }, merge: { $0.merge($1) }, equal: { (a: BinaryConfusion, b: BinaryConfusion) -> Bool in a == b })

    static let registry: [Mergeable] = [powerSums, logHistogram, unitHistogram, labelCounts, distinct, quantiles, confusion]

    private func values(_ seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<400).map { place in place % 50 == 7 ? 1 : 2 + ((random.normal() * 64).rounded() / 64) }
    }

    @Test(arguments: registry) func partsAreTheWholeForAnyPartition(_ summary: Mergeable) throws {
        let all = values(1)
        var random = SeededGenerator(seed: 2)
        for _ in 0..<6 {
            let cuts = ([0, all.count] + (0..<5).map { _ in random.below(all.count + 1) }).sorted()
            var parts = zip(cuts, cuts.dropFirst()).map { Array(all[$0..<$1]) }
            random.shuffle(&parts)
            #expect(try summary.isWhole(parts, all))
        }
        #expect(try summary.isWhole([], []))
        #expect(try summary.isWhole([[], []], []))
        #expect(try summary.isWhole([[], all, []], all))
    }

    @Test(arguments: registry.filter { $0.isRest != nil }) func theWholeLessAPartIsTheRest(_ summary: Mergeable) throws {
        let (all, isRest) = (values(3), try #require(summary.isRest))
        for cut in [0, 1, 133, 399, 400] { #expect(isRest(Array(all[..<cut]), Array(all[cut...])), "\(cut)") }
    }
}
