import Statistics
import Testing

@Suite struct SketchTests {
    static let partitions = [1, 2, 7, 64]

    private func draws(_ count: Int, seed: UInt64) -> [Double] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { _ in random.normal() * random.normal() * 100 }
    }

    private func parts(_ values: [Double], _ number: Int) -> [[Double]] {
        (0..<number).map { Array(values[values.count * $0 / number..<values.count * ($0 + 1) / number]) }
    }

    @Test(arguments: partitions) func logHistogramHoldsItsRelativeError(number: Int) throws {
        let values = draws(20_000, seed: 3) + [0, 0, 0]
        var histogram = LogHistogram()
        for part in parts(values, number) {
            var partial = LogHistogram()
            partial.update(contentsOf: part.span)
            histogram.merge(partial)
        }
        let sorted = values.sorted()
        for step in 0...1_000 {
            let q = Double(step) / 1_000
            let exact = sorted[Int(q * Double(sorted.count - 1))]
            let estimate = try #require(histogram.quantile(q))
            #expect((estimate - exact).magnitude <= 0.01 * exact.magnitude * (1 + 1e-9))
        }
    }

    @Test(arguments: partitions) func quantileSketchHoldsItsRankError(number: Int) throws {
        var outside = 0
        var checked = 0
        for (round, values) in [draws(60_000, seed: 5), (0..<60_000).map { Double($0) }, (0..<60_000).map { Double(-$0) }]
            .enumerated()
        {
            for seed in 0..<5 {
                var sketch = QuantileSketch(seed: UInt64(seed))
                for (index, part) in parts(values, number).enumerated() {
                    var partial = QuantileSketch(seed: UInt64(1_000 * seed + index + round))
                    partial.update(contentsOf: part.span)
                    try sketch.merge(partial)
                }
                #expect(sketch.count == values.count)
                let sorted = values.sorted()
                #expect(sketch.quantile(0) == sorted.first && sketch.quantile(1) == sorted.last)
                for q in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99] {
                    let estimate = try #require(sketch.quantile(q))
                    let rank = Double(sorted.count { $0 <= estimate }) / Double(sorted.count)
                    checked += 1
                    if (rank - q).magnitude > sketch.rankError { outside += 1 }
                }
            }
        }
        #expect(outside * 100 <= checked, "\(outside) of \(checked) quantiles are outside the 99 % bound")
    }

    @Test func quantileSketchIsExactWhileItHoldsEverything() {
        var sketch = QuantileSketch()
        for value in (1...101).reversed() { sketch.update(Double(value)) }
        #expect(sketch.quantile(0.5) == 51 && sketch.rank(10) == 10.0 / 101 && sketch.rankError == 0)
        #expect(QuantileSketch().quantile(0.5) == nil)
    }

    @Test func quantileSketchIsDeterministicAndStaysSmall() {
        let values = draws(300_000, seed: 8)
        var a = QuantileSketch(seed: 1)
        var b = QuantileSketch(seed: 1)
        a.update(contentsOf: values.span)
        b.update(contentsOf: values.span)
        #expect(a == b)
        #expect(a.encode().count < 16_000)
    }

    @Test(arguments: [0, 1, 10, 1_000, 50_000]) func distinctCounterHoldsItsError(distinct: Int) throws {
        var whole = DistinctCounter(precision: 12)
        var merged = DistinctCounter(precision: 12)
        var part = DistinctCounter(precision: 12)
        for repetition in 0..<2 {
            for index in 0..<distinct {
                whole.update(Double(index))
                if repetition == 0 { merged.update(Double(index)) } else { part.update(Double(index)) }
            }
        }
        try merged.merge(part)
        #expect(whole == merged)
        #expect((whole.value - Double(distinct)).magnitude <= 3 * whole.relativeError * Double(distinct) + 0.5)
    }

    @Test(arguments: partitions) func frequentItemsHoldTheirBounds(number: Int) throws {
        var random = SplitMix(seed: 2)
        let rows = (0..<20_000).map { _ in Int(1 / (random.uniform() + 1e-4)) }
        var truth: [ExactText: Int] = [:]
        for row in rows { truth[ExactText("\(row)"), default: 0] += 1 }
        var items = FrequentItems(capacity: 50)
        for part in 0..<number {
            var partial = FrequentItems(capacity: 50)
            for row in rows[rows.count * part / number..<rows.count * (part + 1) / number] { partial.update(ExactText("\(row)")) }
            try items.merge(partial)
        }
        #expect(items.count == rows.count)
        #expect(items.errorBound <= rows.count / 51)
        for (text, count) in truth { #expect(items.bounds(of: text).contains(count)) }
        #expect(items.items(limit: 1).first?.text == "1")
    }

    @Test func reservoirIsUniformAlsoAfterMerging() throws {
        var sums = [Double](repeating: 0, count: 2)
        for seed in 0..<400 {
            var a = ReservoirSample(capacity: 20, seed: UInt64(seed))
            var b = ReservoirSample(capacity: 20, seed: UInt64(seed + 10_000))
            for value in 0..<300 { a.update(Double(value)) }
            for value in 300..<400 { b.update(Double(value)) }
            try a.merge(b)
            #expect(a.count == 400 && a.sample.count == 20)
            sums[0] += Double(a.sample.count { $0 >= 300 })
            sums[1] += a.sample.reduce(0, +) / 20
        }
        #expect((sums[0] / 400 - 5).magnitude < 0.4)
        #expect((sums[1] / 400 - 199.5).magnitude < 5)
    }

    @Test(arguments: [UInt64(1), 2]) func damagedSketchesNeverTrap(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var quantiles = QuantileSketch(seed: seed)
        var distinct = DistinctCounter(precision: 6)
        var items = FrequentItems(capacity: 20)
        var sample = ReservoirSample(capacity: 30)
        for value in draws(30_000, seed: seed) {
            quantiles.update(value)
            distinct.update(value)
            sample.update(value)
            items.update(ExactText("\(Int(value))"))
        }
        #expect(try QuantileSketch(decoding: quantiles.encode()) == quantiles)
        #expect(try DistinctCounter(decoding: distinct.encode()) == distinct)
        #expect(try FrequentItems(decoding: items.encode()) == items)
        #expect(try ReservoirSample(decoding: sample.encode()).sample == sample.sample)
        let originals = [quantiles.encode(), distinct.encode(), items.encode(), sample.encode()]
        var accepted = 0
        for round in 0..<4_000 {
            var bytes = originals[round % 4]
            for _ in 0..<(1 + random.next() % 3) {
                let position = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeLast(min(bytes.count - 1, Int(random.next() % 9)))
                default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
                }
            }
            if var decoded = try? QuantileSketch(decoding: bytes) {
                accepted += 1
                try? decoded.merge(quantiles)
                _ = decoded.quantile(0.5)
                for _ in 0..<2_000 { decoded.update(1) }
            }
            if var decoded = try? DistinctCounter(decoding: bytes) {
                accepted += 1; try? decoded.merge(distinct); _ = decoded.value
            }
            if var decoded = try? FrequentItems(decoding: bytes) { accepted += 1; try? decoded.merge(items); _ = decoded.items() }
            if var decoded = try? ReservoirSample(decoding: bytes) {
                accepted += 1; try? decoded.merge(sample); _ = decoded.sample
            }
        }
        #expect(accepted > 50, "seed \(seed): only \(accepted) mutations were accepted, the test shows little")
    }

    @Test func sortingDoublesIsSorting() {
        for count in [0, 1, 2, 63, 65, 500, 1_023, 1_024, 5_000] {
            var random = SplitMix(seed: UInt64(count))
            // The last two differ in the lower half of their bits alone.
            let near = (0..<count).map { _ in 1 + Double(random.next() % 1_000_000) * 0x1p-52 }
            let few = (0..<count).map { _ in -3 - Double(random.next() % 3) * 0x1p-51 }
            for drawn in [draws(count, seed: UInt64(count)), near, few, near + few] {
                var values = drawn + [.infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude]
                let expected = values.sorted()
                DoubleSort.sort(&values)
                #expect(values == expected)
            }
        }
    }
}
