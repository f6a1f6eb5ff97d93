import Statistics
import Testing

/// A column of a mixture, with some missing and infinite values.
private func column(_ count: Int, seed: UInt64 = 3) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { row in
        if row % 50 == 7 { return .nan }
        if row % 500 == 9 { return .infinity }
        return 40 + 8 * random.normal()
    }
}

private func sums(_ values: [Double]) -> PowerSums {
    var sums = PowerSums()
    for value in values { sums.update(value) }
    return sums
}

private func change(_ kind: SimulationKind, _ intensity: Double, _ values: [Double], seed: UInt64 = 7, driven: [UInt8] = [])
    throws
    -> [Double]
{
    try Simulation(kind, intensity: intensity, seed: seed, column: "x")
        .changed(numbers: values.span, firstRow: 0, column: sums(values), driven: driven)
}

/// PSI of a column against itself as it was.
private func psi(_ before: [Double], _ after: [Double]) throws -> Double {
    var builder = ReferenceBuilder()
    builder.update(events: before.count)
    builder.update(number: "x", contentsOf: before.span)
    let reference = builder.build()
    var current = ProfileAccumulator(reference: reference)
    let cells = [Int32](repeating: 0, count: after.count)
    current.update(events: cells.span)
    current.update(number: "x", contentsOf: after.span, cells: cells.span)
    let drift = DriftAnalysis(reference: reference)
    return try #require(drift.value(.psi, of: "x", current: current.profile(ofCell: 0))?.value)
}

@Suite struct SimulationTests {
    private let before = column(20_000)

    @Test func aMeanShiftMovesTheMeanByItsIntensityInStandardDeviations() throws {
        let after = try change(.meanShift, 0.5, before)
        let (was, now) = (sums(before), sums(after))
        let deviation = try #require(was.standardDeviation)
        #expect(abs((now.mean! - was.mean!) / deviation - 0.5) < 1e-12)
        #expect(abs(now.standardDeviation! / deviation - 1) < 1e-12)
    }

    @Test func aVarianceIncreaseScalesTheDeviationAndKeepsTheMean() throws {
        let after = try change(.varianceIncrease, 0.4, before)
        let (was, now) = (sums(before), sums(after))
        #expect(abs(now.standardDeviation! / was.standardDeviation! - 1.4) < 1e-12)
        #expect(abs(now.mean! - was.mean!) < 1e-9)
    }

    @Test func noiseAddsItsVariance() throws {
        let after = try change(.noise, 0.6, before)
        let (was, now) = (sums(before), sums(after))
        // 19,560 values: the standard error of the ratio is 0.006.
        #expect(abs(now.standardDeviation! / was.standardDeviation! - (1 + 0.36).squareRoot()) < 0.03)
        let unchanged = zip(before, after).filter { $0 == $1 && $0.isFinite }.count
        #expect(unchanged == 0)
    }

    @Test func missingAndInfiniteValuesStay() throws {
        for kind in [SimulationKind.meanShift, .varianceIncrease, .noise] {
            let after = try change(kind, 0.3, before)
            for (x, y) in zip(before, after) where !x.isFinite { #expect(x.isNaN == y.isNaN && x.isInfinite == y.isInfinite) }
        }
    }

    @Test(arguments: [(SimulationKind.meanShift, 0.5), (.varianceIncrease, 1), (.noise, 1)])
    func theDriftIsFoundAndNoneIsFoundWithoutIntensity(kind: SimulationKind, intensity: Double) throws {
        #expect(try psi(before, change(kind, intensity, before)) > 0.1)
        #expect(try psi(before, change(kind, 0, before)) < 0.01)
    }

    @Test func aSeasonRisesAndFallsWithItsPeriod() throws {
        let simulation = try Simulation(.seasonality, intensity: 2, seed: 1, column: "x")
        let flat = [Double](repeating: 10, count: 1_000)
        var moments = sums([8, 10, 12])
        moments.merge(sums([8, 10, 12]))
        let deviation = try #require(moments.standardDeviation)
        let times = (0..<1_000).map { Double($0) }
        let after = simulation.seasonal(numbers: flat.span, times: times.span, period: 100, column: moments)
        #expect(after[0] == 10 && abs(after[25] - (10 + 2 * deviation)) < 1e-12 && abs(after[75] - (10 - 2 * deviation)) < 1e-12)
        #expect(abs(after[925] - after[25]) < 1e-9)
        // Nanoseconds since 1970 keep their place in a day.
        let late = [1.7e18, 1.7e18 + 21_600e9]
        let two = [10.0, 10]
        let day = simulation.seasonal(numbers: two.span, times: late.span, period: 86_400e9, column: moments)
        #expect(day[0] != day[1])
    }

    @Test func missingnessTakesItsShare() throws {
        let simulation = try Simulation(.missingness, intensity: 0.2, seed: 7, column: "x")
        let count = simulation.missing(rows: 0..<100_000).count { $0 == 1 }
        // Standard error 126.
        #expect(abs(count - 20_000) < 600)
        let other = try Simulation(.missingness, intensity: 0.2, seed: 7, column: "y")
        #expect(simulation.missing(rows: 0..<1_000) != other.missing(rows: 0..<1_000))
    }

    @Test func labelFlipsTakeAnotherClassEachAsLikely() throws {
        let simulation = try Simulation(.labelFlip, intensity: 0.3, seed: 7, column: "y")
        let codes: [Int32] = (0..<90_000).map { $0 % 10 == 0 ? -1 : $0 % 3 }.map { Int32($0) }
        let order = ClassOrder(counts: [27_000, 27_000, 27_000], texts: ["a", "b", "c"])
        let after = simulation.changed(codes: codes.span, firstRow: 0, classes: order)
        var moved = [[Int]](repeating: [0, 0, 0], count: 3)
        for (old, new) in zip(codes, after) {
            #expect((old < 0) == (new < 0))
            if old >= 0 { moved[Int(old)][Int(new)] += 1 }
        }
        for old in 0..<3 {
            for new in 0..<3 { #expect(abs(moved[old][new] - (old == new ? 18_900 : 4_050)) < 350, "\(old) to \(new)") }
        }
    }

    @Test func aCategorySwapMirrorsTheFrequencies() throws {
        let codes: [Int32] = (0..<10_000).map { $0 % 10 < 6 ? 0 : $0 % 10 < 9 ? 1 : 2 }.map { Int32($0) }
        let order = ClassOrder(counts: [6_000, 3_000, 1_000], texts: ["a", "b", "c"])
        let all = try Simulation(.categorySwap, intensity: 1, seed: 7, column: "c")
            .changed(codes: codes.span, firstRow: 0, classes: order)
        #expect((0..<3).map { code in all.count { $0 == code } } == [1_000, 3_000, 6_000])
        let none = try Simulation(.categorySwap, intensity: 0, seed: 7, column: "c")
            .changed(codes: codes.span, firstRow: 0, classes: order)
        #expect(none == codes)
    }

    @Test func aConceptShiftChangesTheTargetOnlyWhereTheOtherColumnIsHigh() throws {
        let driven: [UInt8] = before.indices.map { $0 % 2 == 0 ? 1 : 0 }
        let after = try change(.conceptShift, 0.5, before, driven: driven)
        let mean = try #require(sums(before).mean)
        var flipped = 0
        for row in before.indices where before[row].isFinite && after[row] != before[row] {
            #expect(row % 2 == 0 && abs(after[row] - (2 * mean - before[row])) < 1e-9)
            flipped += 1
        }
        #expect(abs(flipped - 4_900) < 300)
        let codes: [Int32] = before.indices.map { Int32($0 % 4 / 2) }
        let order = ClassOrder(counts: [10_000, 10_000], texts: ["0", "1"])
        let classes = try Simulation(.conceptShift, intensity: 1, seed: 7, column: "y")
            .changed(codes: codes.span, firstRow: 0, classes: order, driven: driven)
        for row in codes.indices { #expect(classes[row] == (row % 2 == 0 ? 1 - codes[row] : codes[row])) }
    }

    @Test(arguments: [SimulationKind.noise, .labelFlip, .missingness])
    func batchesDoNotMatterAndTheSeedDoes(kind: SimulationKind) throws {
        let codes: [Int32] = (0..<2_000).map { Int32($0 % 5) }
        let order = ClassOrder(counts: [400, 400, 400, 400, 400], texts: ["a", "b", "c", "d", "e"])
        func run(_ seed: UInt64, batch: Int) throws -> [Double] {
            let simulation = try Simulation(kind, intensity: 0.5, seed: seed, column: "x")
            var result: [Double] = []
            for start in stride(from: 0, to: 2_000, by: batch) {
                let rows = start..<min(start + batch, 2_000)
                switch kind {
                case .noise:
                    let part = Array(before[rows])
                    result += simulation.changed(numbers: part.span, firstRow: start, column: sums(before))
                case .labelFlip:
                    let part = Array(codes[rows])
                    result += simulation.changed(codes: part.span, firstRow: start, classes: order).map { Double($0) }
                default: result += simulation.missing(rows: rows).map { Double($0) }
                }
            }
            return result
        }
        let whole = try run(7, batch: 2_000).map(\.bitPattern)
        #expect(try run(7, batch: 7).map(\.bitPattern) == whole)
        #expect(try run(8, batch: 2_000).map(\.bitPattern) != whole)
    }

    @Test func anIntensityThatMeansNothingIsRefused() {
        for (kind, intensity) in [(SimulationKind.missingness, 1.5), (.labelFlip, -0.1), (.varianceIncrease, -2), (.noise, .nan)]
        {
            #expect(throws: StatisticsError.self) { try Simulation(kind, intensity: intensity, seed: 1, column: "x") }
        }
    }

    @Test func emptyAndConstantColumnsStay() throws {
        #expect(try change(.meanShift, 1, []).isEmpty)
        #expect(try change(.meanShift, 1, [5, 5, 5]) == [5, 5, 5])
        let codes: [Int32] = [0, 0]
        let order = ClassOrder(counts: [2], texts: ["a"])
        let flip = try Simulation(.labelFlip, intensity: 1, seed: 1, column: "x")
        #expect(flip.changed(codes: codes.span, firstRow: 0, classes: order) == codes)
    }
}
