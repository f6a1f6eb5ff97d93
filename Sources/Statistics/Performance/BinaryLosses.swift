/// Log loss, Brier score and calibration in equal-width bins of each slice, in one pass over the rows.
///
/// Scores are probabilities of the positive class in [0, 1]. Sums are compensated: they agree with the exact ones to 1e-14.
package struct BinaryLosses: Sendable {
    /// Of one slice.
    package struct Slice: Sendable {
        fileprivate var weight = CompensatedSum()
        fileprivate var logLosses = CompensatedSum()
        fileprivate var logSquares = CompensatedSum()
        fileprivate var errors = CompensatedSum()
        fileprivate var errorSquares = CompensatedSum()
        fileprivate var rows = 0

        /// The mean of −log p of what happened, p clipped as scikit-learn does; nil without weight or where it was not asked for.
        package var logLoss: Double? { mean(logLosses) }
        package var brier: Double? { mean(errors) }
        /// The variance of a row's loss, for intervals; nil with fewer than two rows or with weights that are not 1.
        package var logLossVariance: Double? { variance(logLosses, logSquares) }
        package var brierVariance: Double? { variance(errors, errorSquares) }
        /// nil where there are no rows or it was not asked for.
        package fileprivate(set) var calibration: Calibration?
        /// Every bin of [0, 1], those without rows too; empty where it was not asked for.
        package fileprivate(set) var reliability: [Calibration.Bin] = []

        private func mean(_ sum: CompensatedSum) -> Double? { weight.value > 0 ? sum.value / weight.value : nil }

        private func variance(_ sum: CompensatedSum, _ squares: CompensatedSum) -> Double? {
            let n = Double(rows)
            guard rows > 1, weight.value == n else { return nil }
            return max(0, squares.value - sum.value * sum.value / n) / (n - 1)
        }

        fileprivate mutating func merge(_ other: Slice) {
            weight.merge(other.weight)
            logLosses.merge(other.logLosses)
            logSquares.merge(other.logSquares)
            errors.merge(other.errors)
            errorSquares.merge(other.errorSquares)
            rows += other.rows
        }
    }

    /// What to compute.
    package struct Measures: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let logLoss = Measures(rawValue: 1)
        package static let brier = Measures(rawValue: 2)
        package static let calibration = Measures(rawValue: 4)
        package static let all: Measures = [.logLoss, .brier, .calibration]
    }

    package let slices: [Slice]

    /// nil when a score lies outside [0, 1].
    package init?(
        scores: [Double], packed: [UInt16], weights: [Double]? = nil, cells: SliceCells, measures: Measures = .all,
        bins: Int = 15
    ) {
        for row in 0..<scores.count where !(scores[row] >= 0 && scores[row] <= 1) { return nil }
        var sums = Sums(cells: cells.cells, bins: bins)
        let block = max(8_192, cells.cells * 64)
        var start = 0
        while start < scores.count {
            let end = min(scores.count, start + block)
            sums.update(start..<end, scores, packed, weights, measures)
            start = end
        }
        slices = sums.slices(cells, measures)
    }

    /// Sums of cells: plain within a block of rows, compensated over the blocks.
    private struct Sums {
        let bins: Int
        let edges: [Double]
        var cells: [Slice]
        var binRows: [Int]
        var binSums: [CompensatedSum]
        /// Of a cell: log loss, its square, squared error, its square, weight, rows; then of each bin weight, score, positives.
        var block: [Double]
        let stride: Int

        init(cells: Int, bins: Int) {
            self.bins = bins
            stride = 6 + 3 * bins
            edges = Calibration.uniformEdges(bins)
            self.cells = [Slice](repeating: Slice(), count: cells)
            binRows = [Int](repeating: 0, count: cells * bins)
            binSums = [CompensatedSum](repeating: CompensatedSum(), count: cells * bins * 3)
            block = [Double](repeating: 0, count: cells * stride)
        }

        mutating func update(
            _ rows: Range<Int>, _ scores: [Double], _ packed: [UInt16], _ weights: [Double]?, _ measures: Measures
        ) {
            let (stride, bins) = (stride, bins)
            block.withUnsafeMutableBufferPointer { block in
                if measures.contains(.logLoss) || measures.contains(.brier) {
                    for row in rows {
                        let place = BinaryRow.cell(packed[row]) * stride
                        let weight = weights?[row] ?? 1
                        let label = BinaryRow.label(packed[row])
                        if measures.contains(.logLoss) {
                            let loss = ProbabilityLoss.log(scores[row], label)
                            block[place] += weight * loss
                            block[place + 1] += weight * loss * loss
                        }
                        let error = (label ? 1 : 0) - scores[row]
                        let square = error * error
                        block[place + 2] += weight * square
                        block[place + 3] += weight * square * square
                        block[place + 4] += weight
                        block[place + 5] += 1
                    }
                }
                guard measures.contains(.calibration) else { return }
                edges.withUnsafeBufferPointer { edges in
                    binRows.withUnsafeMutableBufferPointer { binRows in
                        for row in rows {
                            let cell = BinaryRow.cell(packed[row])
                            let bin = Calibration.uniformBin(scores[row], edges)
                            let weight = weights?[row] ?? 1
                            let place = cell * stride + 6 + bin * 3
                            binRows[cell * bins + bin] += 1
                            block[place] += weight
                            block[place + 1] += weight * scores[row]
                            block[place + 2] += BinaryRow.label(packed[row]) ? weight : 0
                        }
                    }
                }
            }
            fold()
        }

        private mutating func fold() {
            for cell in cells.indices {
                let place = cell * stride
                cells[cell].logLosses.add(block[place])
                cells[cell].logSquares.add(block[place + 1])
                cells[cell].errors.add(block[place + 2])
                cells[cell].errorSquares.add(block[place + 3])
                cells[cell].weight.add(block[place + 4])
                cells[cell].rows += Int(block[place + 5])
                for item in 0..<bins * 3 { binSums[cell * bins * 3 + item].add(block[place + 6 + item]) }
            }
            for index in block.indices { block[index] = 0 }
        }

        func slices(_ cells: SliceCells, _ measures: Measures) -> [Slice] {
            var slices = cells.slices(of: self.cells, Slice()) { $0.merge($1) }
            guard measures.contains(.calibration) else { return slices }
            let sets = (0..<self.cells.count).map { cell in
                (0..<bins).map { bin in
                    let place = (cell * bins + bin) * 3
                    return Part(rows: binRows[cell * bins + bin], sums: Array(binSums[place..<place + 3]))
                }
            }
            let empty = [Part](
                repeating: Part(rows: 0, sums: [CompensatedSum](repeating: CompensatedSum(), count: 3)), count: bins)
            let merged = cells.slices(of: sets, empty) { all, part in for bin in all.indices { all[bin].merge(part[bin]) } }
            for slice in slices.indices {
                slices[slice].reliability = merged[slice].map(\.bin)
                slices[slice].calibration = Calibration(bins: slices[slice].reliability)
            }
            return slices
        }
    }

    /// A bin of the reliability diagram while it is counted: weight, scores, positives.
    private struct Part {
        var rows: Int
        var sums: [CompensatedSum]

        mutating func merge(_ other: Part) {
            rows += other.rows
            for item in sums.indices { sums[item].merge(other.sums[item]) }
        }

        var bin: Calibration.Bin {
            Calibration.Bin(count: rows, weight: sums[0].value, scores: sums[1].value, outcomes: sums[2].value)
        }
    }
}
