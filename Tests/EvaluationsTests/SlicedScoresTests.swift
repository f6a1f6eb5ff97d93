import Foundation
import Statistics
import Testing

/// What the fast path over slices gives is what the plain one gives on each slice's rows.
@Suite struct SlicedScoresTests {
    private struct Rows {
        var labels: [Bool] = []
        var scores: [Double] = []
        var weights: [Double] = []
        var cells: [Int] = []
        var packed: [UInt16] = []

        /// - Parameter grid: scores are multiples of 1/grid; 0: no ties.
        init(_ count: Int, seed: UInt64, grid: Double, spread: Double = 1, cells: Int) {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<count {
                var score = random.uniform()
                if grid > 0 { score = (score * grid).rounded() / grid }
                let label = random.uniform() < 0.2 + 0.5 * score
                let cell = random.below(cells)
                self.cells.append(cell)
                labels.append(label)
                scores.append(score * spread - (spread - 1) / 2)
                weights.append(Double(random.below(4)))
                packed.append(BinaryRow.pack(cell: cell, predicted: scores[scores.count - 1] >= 0.5, label: label))
            }
        }

        func rows(_ cell: Int?) -> [Int] { scores.indices.filter { cell == nil || cells[$0] == cell } }
    }

    private static let slices = SliceCells(memberships: [[1], [2, 3], [3]], slices: 4)
    private static let cellsOfSlices: [Set<Int>] = [[0, 1, 2], [0], [1], [1, 2]]

    @Test(arguments: [(0.0, 1.0), (0.0, 9.0), (20.0, 1.0), (1_000.0, 9.0), (1.0, 1.0)], [0, 1, 30, 21_000])
    func rankingOfASliceIsThatOfItsRows(_ form: (grid: Double, spread: Double), _ count: Int) {
        let all = Rows(count, seed: UInt64(count) + 7, grid: form.grid, spread: form.spread, cells: 3)
        for weighted in [false, true] {
            let answers = BinaryRanking.slices(
                scores: all.scores, packed: all.packed, weights: weighted ? all.weights : nil, cells: Self.slices,
                measures: [.equalMass])
            for (slice, cells) in Self.cellsOfSlices.enumerated() {
                let rows = all.scores.indices.filter { cells.contains(all.cells[$0]) }
                let scores = rows.map { all.scores[$0] }
                let labels = rows.map { all.labels[$0] }
                let plain = ScoredLabels(labels: labels, scores: scores, weights: weighted ? rows.map { all.weights[$0] } : nil)
                expectEqual(answers[slice].rocAUC, plain?.rocAUC)
                expectEqual(answers[slice].averagePrecision, plain?.averagePrecision ?? 0)
                expectEqual(answers[slice].kolmogorovSmirnov, plain?.kolmogorovSmirnov)
                if form.spread == 1 {
                    let bins = Calibration(
                        outcomes: labels, scores: scores, weights: weighted ? rows.map { all.weights[$0] } : nil,
                        binning: .massEqualCounts)
                    expectEqual(answers[slice].equalMass?.expectedError, bins?.expectedError)
                }
            }
        }
    }

    @Test(arguments: [0.0, 15.0], [1, 30, 21_000])
    func lossesOfASliceAreThoseOfItsRows(_ grid: Double, _ count: Int) throws {
        let all = Rows(count, seed: UInt64(count) + 11, grid: grid, cells: 3)
        for weighted in [false, true] {
            let weights = weighted ? all.weights : nil
            let losses = try #require(
                BinaryLosses(scores: all.scores, packed: all.packed, weights: weights, cells: Self.slices)
            ).slices
            let counts = BinaryCounts(all.packed, weights: weights, cells: Self.slices)
            for (slice, cells) in Self.cellsOfSlices.enumerated() {
                let rows = all.scores.indices.filter { cells.contains(all.cells[$0]) }
                let scores = rows.map { all.scores[$0] }
                let labels = rows.map { all.labels[$0] }
                let weights = weighted ? rows.map { all.weights[$0] } : nil
                #expect(counts.rows[slice] == rows.count)
                var confusion = BinaryConfusion()
                for row in rows.indices {
                    confusion.update(label: labels[row], predicted: scores[row] >= 0.5, weight: weights?[row] ?? 1)
                }
                #expect(counts.confusions[slice] == confusion)
                expectEqual(losses[slice].logLoss, ProbabilityLoss.logLoss(labels: labels, scores: scores, weights: weights))
                expectEqual(losses[slice].brier, ProbabilityLoss.brier(labels: labels, scores: scores, weights: weights))
                let plain = Calibration(outcomes: labels, scores: scores, weights: weights)
                expectEqual(losses[slice].calibration?.expectedError, plain?.expectedError)
                expectEqual(losses[slice].calibration?.maximumError, plain?.maximumError)
                #expect(losses[slice].calibration?.bins.map(\.count) == plain?.bins.map(\.count))
            }
        }
    }

    @Test func theTopTenthHoldsItsShareOfPositives() {
        let labels = [true, true, false, true, false, false, false, true, false, false]
        func gain(_ scores: [Double]) -> Double? {
            let packed = labels.map { BinaryRow.pack(cell: 0, predicted: false, label: $0) }
            return BinaryRanking.slices(scores: scores, packed: packed, cells: .whole)[0].gainOfTopTenth
        }
        #expect(gain([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) == 0.25)
        #expect(gain([8, 7, 9, 6, 5, 4, 3, 2, 1, 0]) == 0)
        // Two rows at the cut, one of them positive: half of one.
        expectEqual(gain([9, 8, 9, 6, 5, 4, 3, 2, 1, 0]), 0.125)
        expectEqual(gain([Double](repeating: 1, count: 10)), 0.1)
    }

    @Test func aFitFindsTheLineThatTheScoresWereBentBy() throws {
        var random = SeededGenerator(seed: 12)
        var (outcomes, scores) = ([Bool](), [Double]())
        for _ in 0..<40_000 {
            let x = random.normal() * 1.5
            outcomes.append(random.uniform() < 1 / (1 + exp(-(0.3 + 0.7 * x))))
            scores.append(1 / (1 + exp(-x)))
        }
        let fit = try #require(CalibrationFit(outcomes: outcomes, scores: scores))
        expectEqual(fit.slope, 0.7, 0.06)
        expectEqual(fit.intercept, 0.3, 0.06)
        // At the best line the residuals are orthogonal to it.
        let rest = zip(outcomes, scores).reduce(0) { sum, row in
            let x = log(row.1 / (1 - row.1))
            return sum + (row.0 ? 1 : 0) - 1 / (1 + exp(-(fit.intercept + fit.slope * x)))
        }
        #expect((rest / 40_000).magnitude < 1e-12)
        #expect(CalibrationFit(outcomes: [true, false], scores: [0.9, 0.1]) == nil)
        #expect(CalibrationFit(outcomes: [true, true], scores: [0.9, 0.1]) == nil)
        #expect(CalibrationFit(outcomes: [true, false], scores: [0.5, 0.5]) == nil)
    }

    @Test func aScoreOutsideZeroToOneIsNoProbability() {
        #expect(BinaryLosses(scores: [0.5, 1.5], packed: [0, 1], cells: .whole) == nil)
        #expect(BinaryLosses(scores: [0.5, .nan], packed: [0, 1], cells: .whole) == nil)
    }

    @Test func deLongsVarianceIsThatOfThePlacements() throws {
        let all = Rows(400, seed: 3, grid: 50, cells: 1)
        let answer = BinaryRanking.slices(scores: all.scores, packed: all.packed, cells: .whole, measures: [.variance])[0]
        let (yes, no) = (all.rows(nil).filter { all.labels[$0] }, all.rows(nil).filter { !all.labels[$0] })
        func wins(_ a: Int, _ b: Int) -> Double {
            all.scores[a] > all.scores[b] ? 1 : all.scores[a] == all.scores[b] ? 0.5 : 0
        }
        let v10 = yes.map { a in no.reduce(0) { $0 + wins(a, $1) } / Double(no.count) }
        let v01 = no.map { b in yes.reduce(0) { $0 + wins($1, b) } / Double(yes.count) }
        let expected = try #require(Sample.variance(v10)) / Double(yes.count) + #require(Sample.variance(v01)) / Double(no.count)
        expectEqual(answer.rocAUCVariance, expected)
    }

    @Test(arguments: [0, 1, 63, 5_000])
    func rowsAreOrderedStably(_ count: Int) {
        var random = SeededGenerator(seed: 5)
        let values = (0..<count).map { _ in Double(random.below(50)) - 25 + (random.below(2) == 0 ? 0 : random.uniform()) }
        let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        #expect(RowOrder.ascending(values).map { Int($0) } == expected)
    }
}

func expectEqual(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-12, at: SourceLocation = #_sourceLocation) {
    guard let a, let b else {
        #expect(a == nil && b == nil, sourceLocation: at)
        return
    }
    if a.isNaN && b.isNaN { return }
    #expect((a - b).magnitude <= tolerance * max(1, b.magnitude), "\(a) is not \(b)", sourceLocation: at)
}
