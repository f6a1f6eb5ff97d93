import Statistics
import Testing

@Suite struct ReferenceTests {
    private func bins(_ values: [Double]) -> NumericBins { NumericBins(sorted: values.sorted()) }

    @Test func coarseBinsAreTheDeciles() {
        var random = SplitMix(seed: 2)
        let values = (0..<10_000).map { _ in random.normal() }
        let bins = bins(values)
        var fine = [Int](repeating: 0, count: bins.count)
        for value in values { fine[bins.bin(of: value)] += 1 }
        #expect(bins.coarseCounts(fine) == [Int](repeating: 1_000, count: 10))
        #expect(fine.first == 0 && fine.last == 0)
        #expect((fine.max() ?? 0) <= 78)
        #expect(bins.count == 132)
    }

    @Test func everyValueOfAFewValuedColumnHasItsOwnBin() {
        let bins = bins([0, 0, 0, 0, 1, 1, 1, 2, 2, 3])
        #expect(Set([0, 1, 2, 3].map { bins.bin(of: $0) }).count == 4)
        #expect(bins.bin(of: -1) == 0 && bins.bin(of: 4) == bins.count - 1)
        #expect(bins.bin(of: 3) < bins.count - 1)
    }

    @Test func aConstantColumnTellsBelowEqualAndAbove() {
        let bins = bins([7, 7, 7])
        #expect(bins.coarseCount == 3)
        #expect([6.9, 7, 7.1].map { bins.coarse[bins.bin(of: $0)] } == [0, 1, 2])
    }

    @Test func anEmptyColumnHasOneBin() {
        let bins = bins([])
        #expect(bins.count == 1 && bins.coarseCount == 1 && bins.bin(of: 3) == 0 && bins.bin(of: .infinity) == 0)
    }

    @Test func extremesDoNotBreakTheBins() {
        let bins = bins([-.greatestFiniteMagnitude, -1, 0, 1, .greatestFiniteMagnitude])
        #expect(!bins.edges.contains { !$0.isFinite })
        #expect(bins.bin(of: .greatestFiniteMagnitude) <= bins.count - 1)
    }

    @Test func categoriesCompareByTheirBytes() {
        let bins = CategoryBins(counts: ["caf\u{E9}": 3, "cafe\u{301}": 2])
        #expect(bins.categories.count == 2)
        #expect(bins.bin(of: "caf\u{E9}") != bins.bin(of: "cafe\u{301}"))
        #expect(bins.bin(of: "caf") == bins.newBin)
    }

    @Test func categoriesBeyondTheCapAreOtherAndUnknownOnesAreNew() {
        var counts: [ExactText: Int] = [:]
        for index in 0..<1_500 { counts[ExactText("c\(index)")] = 2_000 - index }
        let bins = CategoryBins(counts: counts)
        #expect(bins.categories.count == 1_000)
        #expect(bins.bin(of: "c0") < 1_000)
        #expect(bins.bin(of: "c1400") == bins.otherBin)
        #expect(bins.bin(of: "d") == bins.newBin)
    }

    @Test func theReferencesOwnProfileIsWhatAnAccumulatorCounts() {
        let events = Events(count: 5_000, seed: 21)
        let reference = events.reference()
        let counted = events.profile(reference: reference)
        for feature in reference.features {
            #expect(counted.features[feature.name]?.bins == reference.profile.features[feature.name]?.bins)
            #expect(counted.features[feature.name]?.count == reference.profile.features[feature.name]?.count)
        }
    }

    @Test func batchesMakeTheSameReferenceAsAWholeColumn() {
        let events = Events(count: 5_000, seed: 21)
        var builder = ReferenceBuilder()
        for start in stride(from: 0, to: 5_000, by: 777) {
            let part = events.rows(start..<min(start + 777, 5_000))
            builder.update(events: part.count)
            builder.update(number: "number", contentsOf: part.number.span)
            builder.update(category: "category", codes: part.category.span, dictionary: Events.categories)
        }
        let reference = builder.build()
        let whole = events.reference()
        #expect(reference.feature("number")?.bins == whole.feature("number")?.bins)
        #expect(reference.profile.features["category"] == whole.profile.features["category"])
    }

    @Test func valuesBeyondTheCapacityAreStillCounted() {
        let reference = Events(count: 5_000, seed: 21).reference(capacity: 1_000)
        let counters = reference.profile.features["skewed"]
        #expect(counters?.count == 5_000 && counters?.bins.reduce(0, +) == 5_000)
    }
}
