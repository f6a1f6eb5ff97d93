import Statistics
import Testing

/// What every summary promises: within its bound for any partition, order of values and order of merging; counts that merge and subtract
/// exactly; the same bytes for a seed and a chunking; no trap on damaged bytes.
@Suite struct SummaryPropertyTests {
    /// Streams in orders that sketches find hard.
    static let orders = ["random", "ascending", "descending", "from both ends", "few values", "runs"]

    private func stream(_ order: String, count: Int = 20_000) -> [Double] {
        var random = SplitMix(seed: 17)
        let sorted = (0..<count).map { Double($0) - Double(count) / 3 }
        switch order {
        case "ascending": return sorted
        case "descending": return sorted.reversed()
        case "from both ends": return (0..<count).map { $0 % 2 == 0 ? sorted[$0 / 2] : sorted[count - 1 - $0 / 2] }
        case "few values": return (0..<count).map { _ in Double(random.next() % 5) }
        case "runs":
            return (0..<count).map { (place: Int) -> Double in
                let (run, step) = (Double(place / 700 % 9), Double(place % 700))
                return run + step / 1_000
            }
        default: return (0..<count).map { _ in random.normal() * 1e3 }
        }
    }

    /// Parts of random sizes, some of them empty.
    private func parts(_ values: [Double], _ random: inout SplitMix) -> [[Double]] {
        let number = 1 + Int(random.next() % 40)
        let cuts = ([0, values.count] + (1..<number).map { _ in Int(random.next() % UInt64(values.count + 1)) }).sorted()
        return zip(cuts, cuts.dropFirst()).map { Array(values[$0..<$1]) }
    }

    /// Merges summaries two by two in a random order: neither a chain nor a balanced tree.
    private func merged<Summary>(
        _ summaries: [Summary], _ random: inout SplitMix, _ merge: (inout Summary, Summary) throws -> Void
    ) rethrows -> Summary {
        var rest = summaries
        while rest.count > 1 {
            let other = rest.remove(at: Int(random.next() % UInt64(rest.count)))
            let index = Int(random.next() % UInt64(rest.count))
            try merge(&rest[index], other)
        }
        return rest[0]
    }

    @Test(arguments: orders) func quantileSketchesHoldTheirBound(order: String) throws {
        var random = SplitMix(seed: 1)
        let values = stream(order)
        let sorted = values.sorted()
        var (outside, checked) = (0, 0)
        for round in 0..<12 {
            let sketches = parts(values, &random).enumerated().map { index, part in
                var sketch = QuantileSketch(accuracy: 50, seed: UInt64(1_000 * round + index))
                // Half of the parts value by value.
                if index % 2 == 0 { sketch.update(contentsOf: part.span) } else { for x in part { sketch.update(x) } }
                return sketch
            }
            let sketch = try merged(sketches, &random) { try $0.merge($1) }
            #expect(sketch.count == values.count && sketch.quantile(0) == sorted.first && sketch.quantile(1) == sorted.last)
            #expect(sketch.weighted.count < 1_000)
            for q in stride(from: 0.02, through: 0.98, by: 0.04) {
                let estimate = try #require(sketch.quantile(q))
                let below = Double(sorted.count { $0 < estimate }) / Double(sorted.count)
                let through = Double(sorted.count { $0 <= estimate }) / Double(sorted.count)
                checked += 1
                if q < below - sketch.rankError || q > through + sketch.rankError { outside += 1 }
            }
        }
        #expect(outside * 100 <= checked, "\(order): \(outside) of \(checked) quantiles are outside the 99 % bound")
    }

    @Test(arguments: orders) func exactSummariesAreTheSameForAnyPartition(order: String) throws {
        var random = SplitMix(seed: 2)
        let values = stream(order, count: 3_000)
        var (histogram, distinct) = (LogHistogram(), DistinctCounter(precision: 8))
        histogram.update(contentsOf: values.span)
        distinct.update(contentsOf: values.span)
        for _ in 0..<8 {
            let parts = parts(values, &random)
            let histograms = parts.map { part in
                var histogram = LogHistogram()
                histogram.update(contentsOf: part.span)
                return histogram
            }
            let whole = merged(histograms, &random) { $0.merge($1) }
            #expect(whole.count == histogram.count && close(whole.sum, histogram.sum, scale: 1e6))
            for q in stride(from: 0.0, through: 1, by: 0.05) { #expect(whole.quantile(q) == histogram.quantile(q)) }
            let counters = parts.map { part in
                var counter = DistinctCounter(precision: 8)
                counter.update(contentsOf: part.span)
                return counter
            }
            #expect(try merged(counters, &random) { try $0.merge($1) } == distinct)
        }
    }

    @Test func whatWasMergedSubtractsExactly() {
        let (a, b) = (stream("random", count: 2_000), stream("runs", count: 3_000))
        var (first, second) = (LogHistogram(), LogHistogram())
        first.update(contentsOf: a.span)
        second.update(contentsOf: b.span)
        var histogram = first
        histogram.merge(second)
        histogram.subtract(second)
        #expect(histogram.count == first.count)
        for q in stride(from: 0.0, through: 1, by: 0.01) { #expect(histogram.quantile(q) == first.quantile(q)) }
        histogram.subtract(first)
        #expect(histogram.count == 0 && histogram.sum == 0 && histogram.quantile(0.5) == nil)
    }

    @Test(arguments: [0.0, 1e3, 1e8]) func momentsMergeAndSubtractToTwelveDigits(offset: Double) throws {
        var random = SplitMix(seed: 3)
        let values = (0..<5_000).map { _ in offset + random.normal() * (random.uniform() < 0.1 ? 5 : 1) }
        func moments(_ values: [Double]) -> PowerSums {
            var sums = PowerSums()
            for x in values { sums.update(x) }
            return sums
        }
        func agree(_ a: PowerSums, _ b: PowerSums) throws {
            let deviation = try #require(b.standardDeviation)
            #expect(a.count == b.count && close(a.mean, b.mean, scale: deviation))
            #expect(close(a.variance(), b.variance(), tolerance: 1e-12))
            #expect(close(a.skewness, b.skewness, scale: 1, tolerance: 1e-11))
            #expect(close(a.excessKurtosis, b.excessKurtosis, scale: 3, tolerance: 1e-11))
        }
        let whole = moments(values)
        for _ in 0..<10 { try agree(merged(parts(values, &random).map(moments), &random) { $0.merge($1) }, whole) }
        var rest = whole
        rest.subtract(moments(Array(values[..<2_000])))
        try agree(rest, moments(Array(values[2_000...])))
        rest.subtract(rest)
        #expect(rest.count == 0 && rest.mean == nil)
    }

    @Test func aSeedAndAChunkingGiveTheSameBytes() throws {
        let values = stream("random")
        func sketch(_ seed: UInt64, _ chunk: Int) -> [UInt8] {
            var sketch = QuantileSketch(seed: seed)
            for start in stride(from: 0, to: values.count, by: chunk) {
                let part = Array(values[start..<min(values.count, start + chunk)])
                sketch.update(contentsOf: part.span)
            }
            return sketch.encode()
        }
        func sample(_ seed: UInt64) -> [UInt8] {
            var sample = ReservoirSample(capacity: 100, seed: seed)
            sample.update(contentsOf: values.span)
            return sample.encode()
        }
        for chunk in [1, 700, 5_000, 20_000] { #expect(sketch(4, chunk) == sketch(4, chunk)) }
        #expect(sketch(4, 5_000) != sketch(5, 5_000))
        #expect(sample(4) == sample(4) && sample(4) != sample(5))
    }

    @Test func manyValuesAtOnceCountMissingAndInfiniteValuesAsOneByOne() throws {
        var values = stream("random", count: 300_000)
        for index in stride(from: 0, to: values.count, by: 7) { values[index] = .nan }
        for index in stride(from: 1, to: values.count, by: 70) { values[index] = index % 140 == 1 ? .infinity : -.infinity }
        var (atOnce, single) = (QuantileSketch(seed: 1), QuantileSketch(seed: 1))
        atOnce.update(contentsOf: values.span)
        for x in values { single.update(x) }
        #expect(atOnce.count == single.count && atOnce.count == values.count { !$0.isNaN })
        #expect(atOnce.quantile(0) == -.infinity && atOnce.quantile(1) == .infinity)
        let sorted = values.filter { !$0.isNaN }.sorted()
        for q in [0.1, 0.5, 0.9] {
            for sketch in [atOnce, single] {
                let estimate = try #require(sketch.quantile(q))
                let rank = Double(sorted.count { $0 <= estimate }) / Double(sorted.count)
                #expect((rank - q).magnitude < sketch.rankError)
            }
        }
        var nothing = QuantileSketch()
        let missing = [Double](repeating: .nan, count: 5_000)
        nothing.update(contentsOf: missing.span)
        #expect(nothing.count == 0 && nothing.quantile(0.5) == nil)
    }

    @Test func everyPrefixOfAnEncodingIsRefused() throws {
        var (quantiles, distinct) = (QuantileSketch(accuracy: 20, seed: 1), DistinctCounter(precision: 5))
        var (items, sample) = (FrequentItems(capacity: 10), ReservoirSample(capacity: 20))
        for x in stream("runs", count: 2_000) {
            quantiles.update(x)
            distinct.update(x)
            sample.update(x)
            items.update(ExactText("\(Int(x))"))
        }
        let decoders: [(bytes: [UInt8], decode: ([UInt8]) throws -> Void)] = [
            (quantiles.encode(), { _ = try QuantileSketch(decoding: $0) }),
            (distinct.encode(), { _ = try DistinctCounter(decoding: $0) }),
            (items.encode(), { _ = try FrequentItems(decoding: $0) }),
            (sample.encode(), { _ = try ReservoirSample(decoding: $0) }),
        ]
        for (bytes, decode) in decoders {
            try decode(bytes)
            for length in bytes.indices { #expect(throws: StatisticsError.self) { try decode(Array(bytes[..<length])) } }
            #expect(throws: StatisticsError.self) { try decode(bytes + [0]) }
            #expect { try decode([99] + bytes.dropFirst()) } throws: { ($0 as? StatisticsError)?.code == .unsupportedVersion }
        }
    }
}
