import Statistics
import Testing

@Suite struct ProfileTests {
    let reference = Events(count: 20_000, seed: 11).reference()

    @Test func countsMissingInfiniteAndPresentApart() throws {
        let profile = Events(count: 10_000, seed: 3).profile(reference: reference)
        let counters = try #require(profile.features["number"])
        #expect(profile.events == 10_000)
        #expect(counters.count + profile.missing("number") == 10_000)
        #expect(counters.positiveInfinities > 50 && counters.negativeInfinities > 20)
        #expect(counters.bins.reduce(0, +) == counters.count - counters.positiveInfinities - counters.negativeInfinities)
        #expect(profile.missing("not there") == 10_000)
    }

    @Test func momentsKeepTheirDigitsFarFromZero() throws {
        let events = Events(count: 10_000, seed: 5)
        for reference in [nil, reference] {
            let moments = try #require(events.profile(reference: reference).features["number"]).moments
            let values = events.number.filter(\.isFinite)
            let mean = values.reduce(0) { $0 + ($1 - 1e6) } / Double(values.count) + 1e6
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
            #expect(close(moments.mean, mean))
            #expect(close(moments.variance(), variance, tolerance: 1e-11))
        }
    }

    @Test func partsMergeToTheWholeInAnyPartition() throws {
        let events = Events(count: 9_000, seed: 7)
        for reference in [nil, reference] {
            let whole = events.profile(reference: reference)
            for parts in [2, 7, 64] {
                var merged = Profile(reference: reference)
                for part in 0..<parts {
                    let range = 9_000 * part / parts..<9_000 * (part + 1) / parts
                    try merged.merge(events.rows(range).profile(reference: reference))
                }
                #expect(agree(merged, whole))
            }
        }
    }

    @Test func subtractingUndoesMerging() throws {
        let (a, b) = (Events(count: 4_000, seed: 1), Events(count: 5_000, seed: 2, shift: 3))
        for reference in [nil, reference] {
            var profile = a.profile(reference: reference)
            try profile.merge(b.profile(reference: reference))
            try profile.subtract(b.profile(reference: reference))
            #expect(agree(profile, a.profile(reference: reference)))
            try profile.subtract(a.profile(reference: reference))
            #expect(profile.isEmpty && profile.features.isEmpty && profile.latency.count == 0)
        }
    }

    @Test func profilesOfDifferentReferencesDoNotMix() throws {
        let binned = Events(count: 100, seed: 1).profile(reference: reference)
        let other = Events(count: 100, seed: 1).profile(reference: nil)
        #expect(throws: StatisticsError.self) {
            var profile = binned
            try profile.merge(other)
        }
        var plain = binned.withoutBins()
        try plain.merge(other)
        #expect(plain.events == 200)
    }

    @Test func rowsCountInEveryCellTheyAreGiven() throws {
        let events = Events(count: 6_000, seed: 9)
        var random = SplitMix(seed: 4)
        var cells: [Int32] = []
        for round in 0..<2 { cells += (0..<6_000).map { _ in Int32(random.next() % 5) - (round == 0 ? 1 : 0) } }
        var accumulator = ProfileAccumulator(reference: reference, cells: 2)
        accumulator.reserve(cells: 5)
        events.update(&accumulator, cells: cells)
        for cell in 0..<5 {
            var expected = Profile(reference: reference)
            for round in 0..<2 {
                var single = ProfileAccumulator(reference: reference)
                let chosen = cells[(6_000 * round)..<(6_000 * (round + 1))].map { $0 == Int32(cell) ? Int32(0) : -1 }
                events.update(&single, cells: chosen)
                try expected.merge(single.profile(ofCell: 0))
            }
            #expect(agree(accumulator.profile(ofCell: cell), expected))
        }
    }

    @Test func anotherTypeIsATypeErrorOfTheFeature() throws {
        var accumulator = ProfileAccumulator(reference: reference)
        let cells: [Int32] = [0, 0, 0, 0]
        let (codes, numbers, booleans): ([UInt32], [Double], [UInt8]) = ([1, 0, 1, 1], [1, .nan, 2, .nan], [0, 2, 1, 2])
        accumulator.update(events: cells.span)
        accumulator.update(category: "number", codes: codes.span, dictionary: ["x"], cells: cells.span)
        accumulator.update(number: "flag", contentsOf: numbers.span, cells: cells.span)
        accumulator.update(boolean: "category", contentsOf: booleans.span, cells: cells.span)
        let profile = accumulator.profile(ofCell: 0)
        #expect(profile.features["number"]?.typeErrors == 3)
        #expect(profile.features["flag"]?.typeErrors == 2)
        #expect(profile.features["category"]?.typeErrors == 2)
        #expect(profile.missing("number") == 1)
    }

    @Test func twoTypesUnderOneNameMergeTheSameWayInAnyOrder() throws {
        let (cells, numbers, codes): ([Int32], [Double], [UInt32]) = ([0, 0], [1, 2], [1, 0])
        var a = ProfileAccumulator()
        a.update(events: cells.span)
        a.update(number: "x", contentsOf: numbers.span, cells: cells.span)
        var b = ProfileAccumulator()
        b.update(events: cells.span)
        b.update(category: "x", codes: codes.span, dictionary: ["y"], cells: cells.span)
        var ab = a.profile(ofCell: 0)
        try ab.merge(b.profile(ofCell: 0))
        var ba = b.profile(ofCell: 0)
        try ba.merge(a.profile(ofCell: 0))
        #expect(ab.features["x"]?.kind == .number && ab.features["x"]?.typeErrors == 1 && ab.features["x"]?.count == 2)
        #expect(agree(ab, ba))
    }
}
