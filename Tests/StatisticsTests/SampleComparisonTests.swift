import Statistics
import Testing

/// What every comparison of two samples has in common.
@Suite struct SampleComparisonTests {
    /// Values of a quarter each, so that a shift and a doubling are exact; of two values alone for the test of shares.
    private func samples(_ comparison: SampleComparison, seed: UInt64 = 1) -> (a: [Double], b: [Double]) {
        var random = SeededGenerator(seed: seed)
        if comparison.name.hasSuffix(" z") {
            return (random.flags(40, 0.4).map { $0 ? 3 : 1 }, random.flags(30, 0.6).map { $0 ? 3 : 1 })
        }
        func values(_ count: Int, _ mean: Double) -> [Double] {
            random.normals(count, mean: mean, deviation: 2).map { ($0 * 4).rounded() / 4 }
        }
        return (values(40, 3), values(30, 3.5))
    }

    private func agree(_ a: Double?, _ b: Double?) -> Bool { close(a, b, scale: 1e-3, tolerance: 1e-9) }

    @Test(arguments: SampleComparison.registry) func theOrderOfValuesDoesNotMatter(_ comparison: SampleComparison) throws {
        var (a, b) = samples(comparison)
        let value = try #require(comparison.value(a, b))
        #expect(value.isFinite)
        var random = SeededGenerator(seed: 9)
        for _ in 0..<3 {
            random.shuffle(&a)
            random.shuffle(&b)
            #expect(agree(comparison.value(a, b), value))
        }
    }

    @Test(arguments: SampleComparison.registry) func theSameSamplesGiveTheSameBits(_ comparison: SampleComparison) {
        let (a, b) = samples(comparison, seed: 2)
        #expect(comparison.value(a, b)?.bitPattern == comparison.value(a, b)?.bitPattern)
    }

    @Test(arguments: SampleComparison.registry) func changingSidesDoesWhatItSays(_ comparison: SampleComparison) throws {
        let (a, b) = samples(comparison, seed: 3)
        let (value, swapped) = (try #require(comparison.value(a, b)), try #require(comparison.value(b, a)))
        switch comparison.symmetry {
        case .even: #expect(agree(swapped, value))
        case .odd: #expect(agree(swapped, -value))
        case .none: #expect(swapped.isFinite)
        }
    }

    @Test(arguments: SampleComparison.registry) func theUnitMattersOnlyWhereItSays(_ comparison: SampleComparison) throws {
        let (a, b) = samples(comparison, seed: 4)
        let value = try #require(comparison.value(a, b))
        func changed(_ change: (Double) -> Double) -> Double? { comparison.value(a.map(change), b.map(change)) }
        if comparison.invariance.contains(.shift) { #expect(agree(changed { $0 + 64 }, value)) }
        if comparison.invariance.contains(.scale) {
            #expect(agree(changed { $0 * 8 }, value))
            #expect(agree(changed { $0 * 0.125 }, value))
        }
        if comparison.invariance.contains(.order) { #expect(agree(changed { $0 * $0 * $0 + $0 / 8 }, value)) }
    }

    @Test(arguments: SampleComparison.registry) func aSampleIsLikeItself(_ comparison: SampleComparison) throws {
        guard let expected = comparison.ofItself else { return }
        let (a, _) = samples(comparison, seed: 5)
        #expect(close(comparison.value(a, a), expected, scale: 1, tolerance: 1e-7))
    }

    @Test(arguments: SampleComparison.registry) func nothingGivesNoNumber(_ comparison: SampleComparison) {
        let (a, _) = samples(comparison, seed: 6)
        for pair in [([], a), (a, []), ([], [])] { #expect(!isDefined(comparison.value(pair.0, pair.1))) }
    }

    @Test(arguments: SampleComparison.registry) func missingAndInfiniteValuesAreAsDocumented(_ comparison: SampleComparison) {
        let (a, b) = samples(comparison, seed: 7)
        let nothing = [Double](repeating: .nan, count: 50)
        let without = comparison.value(a, b)
        switch comparison.oddValues {
        case .refused, .ordered:
            for pair in [(nothing, b), (a, nothing), (nothing, nothing), (a + [.nan], b), (a, [.nan] + b)] {
                #expect(!isDefined(comparison.value(pair.0, pair.1)))
            }
        case .counted: for pair in [(nothing, b), (a, nothing), (nothing, nothing)] { _ = comparison.value(pair.0, pair.1) }
        }
        let infinite = (a + [.infinity, -.infinity], b + [-.infinity, .infinity])
        switch comparison.oddValues {
        case .refused: #expect(!isDefined(comparison.value(infinite.0, infinite.1)))
        case .ordered: #expect(isDefined(comparison.value(infinite.0, infinite.1)) && isDefined(without))
        case .counted: #expect(comparison.value(infinite.0, infinite.1).map(\.isFinite) ?? true)
        }
    }

    @Test(arguments: SampleComparison.registry) func fewEqualAndHugeValuesNeverTrap(_ comparison: SampleComparison) {
        let odd: [[Double]] = [
            [1], [2], [1, 1], [1, 2], [0, 0, 0, 0], [-0.0, 0.0], [Double](repeating: 7, count: 30),
            [Double](repeating: 8, count: 30), [-1.7e308, 1.7e308, 0, 1], [5e-324, 0, 5e-324], [.infinity, .infinity, .infinity],
            [.nan, 1, 2], [.infinity, -.infinity],
        ]
        for a in odd { for b in odd { _ = comparison.value(a, b) } }
        let constant = [Double](repeating: 7, count: 30)
        if let same = comparison.ofItself, let value = comparison.value(constant, constant), value.isFinite {
            #expect(close(value, same, scale: 1, tolerance: 1e-9))
        }
    }
}
