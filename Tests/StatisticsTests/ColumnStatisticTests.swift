import Statistics
import Testing

/// What every number of one column has in common.
@Suite struct ColumnStatisticTests {
    private func values(_ seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<72).map { place in
            Double(place % 6) + ((random.normal() + random.uniform() * random.uniform()) * 16).rounded() / 16
        }
    }

    private func agree(_ a: Double?, _ b: Double?) -> Bool { close(a, b, scale: 1, tolerance: 1e-10) }

    @Test(arguments: ColumnStatistic.registry) func theOrderOfValuesMattersInSeriesOnly(_ statistic: ColumnStatistic) throws {
        var values = values(1)
        let value = try #require(statistic.value(values))
        #expect(value.isFinite && statistic.value(values)?.bitPattern == value.bitPattern)
        guard !statistic.isSeries else { return }
        var random = SeededGenerator(seed: 2)
        for _ in 0..<4 {
            random.shuffle(&values)
            #expect(agree(statistic.value(values), value))
        }
    }

    @Test(arguments: ColumnStatistic.registry) func itMovesWithTheUnit(_ statistic: ColumnStatistic) throws {
        let values = values(3)
        let value = try #require(statistic.value(values))
        for (scale, shift) in [(1.0, 32.0), (4, 0), (0.25, -8)] + (statistic.mirrors ? [(-1, 0), (-2, 16)] : []) {
            let changed = statistic.value(values.map { scale * $0 + shift })
            #expect(agree(changed, statistic.unit.changed(value, scale: scale, shift: shift)), "\(scale)·x + \(shift)")
        }
    }

    @Test(arguments: ColumnStatistic.registry) func whatSaysNothingGivesNoNumber(_ statistic: ColumnStatistic) {
        #expect(!isDefined(statistic.value([])))
        let constant = statistic.value([Double](repeating: 7, count: 72))
        if let expected = statistic.ofConstant {
            #expect(close(constant, expected, scale: 1))
        } else {
            #expect(!isDefined(constant))
        }
        let (values, nothing) = (values(4), [Double](repeating: .nan, count: 72))
        if statistic.refusesMissing {
            #expect(!isDefined(statistic.value(nothing)) && !isDefined(statistic.value(values + [.nan])))
        } else {
            _ = (statistic.value(nothing), statistic.value(values + [.nan]))
        }
        let odd: [[Double]] = [
            [1], [1, 2], [1, 1, 2], [.infinity], [.infinity, -.infinity], values + [.infinity], values + [-.infinity],
            [1.7e308, -1.7e308, 1.7e308, 0], [5e-324, 0], [-0.0, 0], values.map { $0 * 1e300 }, values.map { $0 * 1e-300 },
        ]
        for values in odd { _ = statistic.value(values) }
    }
}
