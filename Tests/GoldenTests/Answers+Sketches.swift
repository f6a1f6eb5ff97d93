import Statistics

/// Sketches are held to the bound that the case states: an estimate within it answers with the exact value.
extension Answers {
    private static let partitions = [1, 2, 7, 64]

    private static func parts(_ values: [Double], _ number: Int) -> [[Double]] {
        (0..<number).map { Array(values[values.count * $0 / number..<values.count * ($0 + 1) / number]) }
    }

    static func logHistogram(_ columns: Columns) throws -> Value {
        let values = try columns.numbers("x").filter { !$0.isNaN }
        let q = columns.golden.expected["q"]?.numbers ?? []
        let alpha = columns.golden.params["alpha"]?.number ?? 0
        let sorted = Sample.sorted(values)
        var answers = q.map { sorted[Int($0 * Double(sorted.count - 1))] }
        var histogram = LogHistogram()
        for number in partitions {
            histogram = LogHistogram()
            for part in parts(values, number) {
                var partial = LogHistogram()
                partial.update(contentsOf: part.span)
                histogram.merge(partial)
            }
            for (index, q) in q.enumerated() {
                let exact = sorted[Int(q * Double(sorted.count - 1))]
                let estimate = histogram.quantile(q) ?? .nan
                if !((estimate - exact).magnitude <= alpha * exact.magnitude * (1 + 1e-10)) { answers[index] = estimate }
            }
        }
        return .fields([
            "q": .of(q), "exact_lower_quantile": .of(answers), "count": .of(histogram.count), "sum": .number(histogram.sum),
        ])
    }

    static func quantileSketch(_ columns: Columns) throws -> Value {
        let values = try columns.numbers("x").filter { !$0.isNaN }
        let q = columns.golden.expected["q"]?.numbers ?? []
        let bound = columns.golden.params["eps_single_sided_99pct"]?.number ?? 0
        let accuracy = Int(columns.golden.params["k"]?.number ?? 200)
        let sorted = Sample.sorted(values)
        var answers = q
        var count = 0
        for number in partitions {
            var sketch = QuantileSketch(accuracy: accuracy, seed: 1)
            for (index, part) in parts(values, number).enumerated() {
                var partial = QuantileSketch(accuracy: accuracy, seed: UInt64(index + 2))
                partial.update(contentsOf: part.span)
                try sketch.merge(partial)
            }
            count = sketch.count
            for (index, q) in q.enumerated() {
                let estimate = sketch.quantile(q) ?? .nan
                let below = Double(sorted.count { $0 < estimate }) / Double(sorted.count)
                let through = Double(sorted.count { $0 <= estimate }) / Double(sorted.count)
                if q < below - bound || q > through + bound { answers[index] = .nan }
            }
        }
        return .fields(["q": .of(answers), "n": .of(count)])
    }

    static func distinct(_ columns: Columns) throws -> Value {
        let texts = try columns.texts(columns.golden.inputs["x"]).compactMap { $0 }
        let precision = Int(columns.golden.params["lg_k"]?.number ?? 12)
        let exact = Set(texts).count
        var counter = DistinctCounter(precision: precision)
        for number in [1, 7] {
            var merged = DistinctCounter(precision: precision)
            for part in 0..<number {
                var partial = DistinctCounter(precision: precision)
                for _ in 0..<2 {
                    for text in texts[texts.count * part / number..<texts.count * (part + 1) / number] { partial.update(text) }
                }
                try merged.merge(partial)
            }
            counter = merged
        }
        let isWithin = (counter.value - Double(exact)).magnitude <= 3 * counter.relativeError * Double(exact)
        return .fields(["exact": .number(isWithin ? Double(exact) : counter.value)])
    }
}
