import Statistics

/// A small deployment's events as columns, drawn from a seed.
struct Events {
    var number: [Double] = []
    var skewed: [Double] = []
    var category: [UInt32] = []
    var flag: [UInt8] = []
    var latency: [Double] = []
    var score: [Double] = []
    var outcome: [UInt32] = []
    var error: [UInt32] = []

    static let categories: [ExactText] = ["north", "south", "caf\u{E9}", "cafe\u{301}", "never seen"]
    static let classes: [ExactText] = ["approve", "deny"]
    static let errors: [ExactText] = ["timeout"]

    var count: Int { number.count }

    init(count: Int, seed: UInt64, shift: Double = 0, newCategories: Bool = false) {
        var random = SplitMix(seed: seed)
        for _ in 0..<count {
            let roll = random.uniform()
            number.append(
                roll < 0.02 ? .nan : roll < 0.03 ? .infinity : roll < 0.035 ? -.infinity : 1e6 + shift + random.normal())
            skewed.append((random.uniform() * 8).rounded(.down))
            category.append(roll < 0.05 ? 0 : 1 + UInt32(random.next() % (newCategories ? 5 : 4)))
            flag.append(roll < 0.01 ? 2 : UInt8(random.next() % 2))
            latency.append(5 + 100 * random.uniform() * random.uniform())
            score.append(random.uniform())
            outcome.append(1 + UInt32(random.next() % 2))
            error.append(random.uniform() < 0.02 ? 1 : 0)
        }
    }

    func update(_ accumulator: inout ProfileAccumulator, cells: [Int32]) {
        accumulator.update(events: cells.span)
        accumulator.update(number: "number", contentsOf: number.span, cells: cells.span)
        accumulator.update(number: "skewed", contentsOf: skewed.span, cells: cells.span)
        accumulator.update(category: "category", codes: category.span, dictionary: Self.categories, cells: cells.span)
        accumulator.update(boolean: "flag", contentsOf: flag.span, cells: cells.span)
        accumulator.update(latencies: latency.span, cells: cells.span)
        accumulator.update(scores: score.span, cells: cells.span)
        accumulator.update(predictedClasses: outcome.span, dictionary: Self.classes, cells: cells.span)
        accumulator.update(errorCodes: error.span, dictionary: Self.errors, cells: cells.span)
    }

    func profile(reference: Reference?) -> Profile {
        var accumulator = ProfileAccumulator(reference: reference)
        update(&accumulator, cells: [Int32](repeating: 0, count: count))
        return accumulator.profile(ofCell: 0)
    }

    func reference(capacity: Int = 2_000_000) -> Reference {
        var builder = ReferenceBuilder(capacity: capacity)
        builder.update(events: count)
        builder.update(number: "number", contentsOf: number.span)
        builder.update(number: "skewed", contentsOf: skewed.span)
        builder.update(category: "category", codes: category.span, dictionary: Self.categories)
        builder.update(boolean: "flag", contentsOf: flag.span)
        builder.update(number: "__score__", contentsOf: score.span)
        builder.update(category: "__prediction__", codes: outcome.span, dictionary: Self.classes)
        builder.update(latencies: latency.span)
        return builder.build()
    }

    /// The rows of a range.
    func rows(_ range: Range<Int>) -> Events {
        var part = Events(count: 0, seed: 0)
        part.number = Array(number[range])
        part.skewed = Array(skewed[range])
        part.category = Array(category[range])
        part.flag = Array(flag[range])
        part.latency = Array(latency[range])
        part.score = Array(score[range])
        part.outcome = Array(outcome[range])
        part.error = Array(error[range])
        return part
    }
}

/// Whether two profiles have equal integers and sums equal to 1e-12 of their scale.
func agree(_ a: Profile, _ b: Profile) -> Bool {
    guard a.events == b.events, Set(a.features.keys) == Set(b.features.keys), a.classes == b.classes, a.errors == b.errors,
        a.scores == b.scores, close(a.latency.sum, b.latency.sum), a.latency.count == b.latency.count,
        [0, 0.1, 0.5, 0.99, 1].allSatisfy({ a.latency.quantile($0) == b.latency.quantile($0) })
    else { return false }
    return a.features.allSatisfy { name, x in
        guard let y = b.features[name], x.kind == y.kind, x.count == y.count, x.bins == y.bins, x.typeErrors == y.typeErrors,
            x.positiveInfinities == y.positiveInfinities, x.negativeInfinities == y.negativeInfinities,
            x.moments.count == y.moments.count
        else { return false }
        guard x.kind.isNumeric, x.moments.count > 1 else { return true }
        let deviation = x.moments.standardDeviation ?? 0
        return close(x.moments.mean, y.moments.mean, scale: deviation) && close(x.moments.variance(), y.moments.variance())
            && close(x.moments.skewness, y.moments.skewness, scale: 1)
            && close(x.moments.excessKurtosis, y.moments.excessKurtosis, scale: 1)
    }
}

func close(_ a: Double?, _ b: Double?, scale: Double = 0, tolerance: Double = 1e-12) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a == b || (a - b).magnitude <= tolerance * max(a.magnitude, b.magnitude, scale)
}
