import Statistics
import Testing

/// What every number of two columns has in common.
@Suite struct PairedStatisticTests {
    private func columns(_ seed: UInt64, count: Int = 60) -> (x: [Double], y: [Double]) {
        var random = SeededGenerator(seed: seed)
        let x = random.normals(count, mean: 2).map { ($0 * 8).rounded() / 8 }
        return (x, x.map { (($0 + random.normal()) * 8).rounded() / 8 })
    }

    private func agree(_ a: Double?, _ b: Double?) -> Bool { close(a, b, scale: 1e-3, tolerance: 1e-10) }

    @Test(arguments: PairedStatistic.registry) func theOrderOfRowsDoesNotMatter(_ statistic: PairedStatistic) throws {
        let (x, y) = columns(1)
        let value = try #require(statistic.value(x, y))
        var random = SeededGenerator(seed: 2)
        var order = Array(x.indices)
        for _ in 0..<4 {
            random.shuffle(&order)
            #expect(agree(statistic.value(order.map { x[$0] }, order.map { y[$0] }), value))
        }
        #expect(statistic.value(x, y)?.bitPattern == value.bitPattern)
    }

    @Test(arguments: PairedStatistic.registry) func columnsChangePlaces(_ statistic: PairedStatistic) throws {
        let (x, y) = columns(3)
        if statistic.isSymmetric { #expect(agree(statistic.value(y, x), statistic.value(x, y))) }
    }

    @Test(arguments: PairedStatistic.registry) func theUnitMattersOnlyWhereItSays(_ statistic: PairedStatistic) throws {
        let (x, y) = columns(4)
        let value = try #require(statistic.value(x, y))
        if statistic.invariance.contains(.shift) { #expect(agree(statistic.value(x.map { $0 + 32 }, y), value)) }
        if statistic.invariance.contains(.scale) {
            #expect(agree(statistic.value(x.map { $0 * 4 }, y), value))
            #expect(agree(statistic.value(x, y.map { $0 / 4 }), value))
        }
        if statistic.invariance.contains(.order) {
            #expect(agree(statistic.value(x, y.map { $0 * $0 * $0 + $0 / 8 }), value))
        }
        if statistic.isOdd { #expect(agree(statistic.value(x, y.map { -$0 }), -value)) }
    }

    @Test(arguments: PairedStatistic.registry) func whatSaysNothingGivesNoNumber(_ statistic: PairedStatistic) {
        let (x, y) = columns(5)
        #expect(!isDefined(statistic.value([], [])))
        #expect(!isDefined(statistic.value(x, Array(y.dropLast()))))
        for place in [0, 30, 59] {
            var (holed, hole) = (x, y)
            holed[place] = .nan
            hole[place] = .nan
            #expect(!isDefined(statistic.value(holed, y)) && !isDefined(statistic.value(x, hole)))
        }
        let nothing = [Double](repeating: .nan, count: 60)
        #expect(!isDefined(statistic.value(nothing, y)) && !isDefined(statistic.value(nothing, nothing)))
        var infinite = y
        infinite[7] = .infinity
        #expect(isDefined(statistic.value(x, infinite)) == statistic.ordersInfinities)
        if !statistic.name.contains("ndcg") {
            #expect(!isDefined(statistic.value([1], [2])))
            #expect(!isDefined(statistic.value(x, [Double](repeating: 3, count: 60))))
        }
        for odd in [[1.7e308, -1.7e308, 0], [5e-324, 0, 0], [1, 1, 1], [.infinity, .infinity, .infinity]] as [[Double]] {
            for other in [[1, 2, 3], odd] as [[Double]] { _ = (statistic.value(odd, other), statistic.value(other, odd)) }
        }
    }
}
