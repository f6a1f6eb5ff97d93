import Statistics
import Testing

/// A number that means something: not nil, NaN or infinite.
func isDefined(_ value: Double?) -> Bool { value?.isFinite == true }

/// What every measure of weighted rows has in common.
@Suite struct WeightedRowsTests {
    @Test(arguments: WeightedStatistic.registry) func theOrderOfRowsDoesNotMatter(_ statistic: WeightedStatistic) throws {
        let rows = WeightedRows(count: 300, seed: 3)
        let value = try #require(statistic.value(rows))
        #expect(value.isFinite)
        for seed in 0..<5 {
            #expect(close(statistic.value(rows.permuted(seed: UInt64(seed))), value, scale: 1e-3, tolerance: 1e-11))
        }
    }

    @Test(arguments: WeightedStatistic.registry) func aWeightIsARepetition(_ statistic: WeightedStatistic) throws {
        let rows = WeightedRows(count: 300, seed: 4)
        #expect(close(statistic.value(rows), statistic.value(rows.repeated), scale: 1e-3, tolerance: 1e-11))
    }

    @Test(arguments: WeightedStatistic.registry) func weightsCountInProportion(_ statistic: WeightedStatistic) throws {
        // Cuts at a number of rows, and targets made of the number of rows, move with the weights.
        guard !statistic.name.hasPrefix("top "), statistic.name != "platt" else { return }
        let rows = WeightedRows(count: 300, seed: 5)
        let doubled = rows.with { rows in rows.weights = rows.weights.map { 2 * $0 } }
        #expect(close(statistic.value(rows), statistic.value(doubled), scale: 1e-3, tolerance: 1e-11))
    }

    @Test(arguments: WeightedStatistic.registry) func aRowWithoutWeightIsAsGoodAsAbsent(_ statistic: WeightedStatistic) throws {
        let rows = WeightedRows(count: 300, seed: 6)
        #expect(close(statistic.value(rows.padded), statistic.value(rows), scale: 1e-3, tolerance: 1e-11))
    }

    @Test(arguments: WeightedStatistic.registry) func theSameRowsGiveTheSameBits(_ statistic: WeightedStatistic) throws {
        let rows = WeightedRows(count: 300, seed: 7)
        #expect(statistic.value(rows)?.bitPattern == statistic.value(rows)?.bitPattern)
    }

    @Test(arguments: WeightedStatistic.registry) func noRowsAndNoWeightGiveNoValue(_ statistic: WeightedStatistic) {
        let rows = WeightedRows(count: 12, seed: 8)
        for nothing in [WeightedRows(), rows.with { $0.weights = [Double](repeating: 0, count: 12) }] {
            let value = statistic.value(nothing)
            #expect(!isDefined(value) || value == statistic.whenEmpty)
        }
    }

    @Test(arguments: WeightedStatistic.registry) func missingValuesGiveNoNumber(_ statistic: WeightedStatistic) {
        let rows = WeightedRows(count: 60, seed: 9)
        for wrong in [Double.nan, .infinity, -.infinity] {
            let all = rows.with { $0.scores = [Double](repeating: wrong, count: 60) }
            let one = rows.with { $0.scores[7] = wrong }
            if statistic.readsScores {
                #expect(!isDefined(statistic.value(all)) && !isDefined(statistic.value(one)))
            } else {
                _ = (statistic.value(all), statistic.value(one))
            }
        }
        for wrong in [Double.nan, .infinity] where !statistic.isOfMatrix {
            #expect(!isDefined(statistic.value(rows.with { $0.weights[7] = wrong })))
        }
    }

    @Test(arguments: WeightedStatistic.registry) func fewAndEqualRowsNeverTrap(_ statistic: WeightedStatistic) {
        let rows = WeightedRows(count: 40, seed: 10)
        for place in 0..<10 { _ = statistic.value(rows.rows([place])) }
        for (score, label) in [(0.0, true), (0, false), (1, true), (1, false), (0.5, true)] {
            let equal = rows.with { rows in
                rows.scores = [Double](repeating: score, count: 40)
                rows.labels = [Bool](repeating: label, count: 40)
            }
            _ = (statistic.value(equal), statistic.value(equal.with { $0.labels[3].toggle() }))
        }
        for weight in [1e308, 1e-308, -1, .infinity] { _ = statistic.value(rows.with { $0.weights[2] = weight }) }
        _ = statistic.value(rows.with { $0.scores.removeLast() }.with { $0.labels.removeLast() }.with { $0.weights.removeLast() })
    }

    @Test(arguments: [1.0, 3.0]) func matricesAreTheSumOfTheirParts(weight: Double) throws {
        let rows = WeightedRows(count: 200, seed: 11)
        func whole(_ places: Range<Int>) -> BinaryConfusion {
            places.reduce(into: BinaryConfusion()) { matrix, row in
                matrix.update(label: rows.labels[row], predicted: rows.decisions[row], weight: weight * rows.weights[row])
            }
        }
        var merged = whole(0..<37)
        for part in [37..<37, 37..<130, 130..<200] { merged.merge(whole(part)) }
        #expect(merged == whole(0..<200))
    }
}
