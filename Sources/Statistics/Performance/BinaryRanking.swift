/// What the order of scores says about a binary classifier, of one slice: areas under curves and the like. Equal scores are one threshold.
package struct BinaryRanking: Sendable, Equatable {
    /// The weight of each class.
    package let positives: Double
    package let negatives: Double
    /// The area under the ROC curve, ties by half (midrank); nil with one class only.
    package let rocAUC: Double?
    /// DeLong's variance of the area (1988); nil unless asked for, with weights, or with fewer than two rows of a class.
    package let rocAUCVariance: Double?
    /// Average precision Σ(Rᵢ−Rᵢ₋₁)Pᵢ; 0 without positives, as scikit-learn.
    package let averagePrecision: Double
    /// The share of positives among the tenth of rows (by weight) with the highest scores; rows of the score at the cut count in part.
    /// nil without positives. Ten times it is the lift.
    package let gainOfTopTenth: Double?
    /// The largest difference of true- and false-positive rate; nil with one class only.
    package let kolmogorovSmirnov: Double?
    /// Calibration in runs of equal numbers of rows in the order of scores (rows of one score in their own order), the first ones larger by
    /// one where the rows do not divide; nil unless asked for.
    package let equalMass: Calibration?

    /// What costs extra.
    package struct Measures: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let equalMass = Measures(rawValue: 1)
        package static let variance = Measures(rawValue: 2)
    }

    /// Every slice, from one sort.
    ///
    /// - Parameters:
    ///   - scores: finite.
    ///   - packed: `BinaryRow`s.
    ///   - weights: not negative; nil for 1 each. A row without weight is no threshold either.
    ///   - cells: which slices the rows of a cell are in.
    ///   - measures: what to compute besides the areas.
    ///   - bins: of the calibration.
    ///   - isSorted: whether the rows are by ascending score already; only weighted rows gain by it.
    package static func slices(
        scores: [Double], packed: [UInt16], weights: [Double]? = nil, cells: SliceCells, measures: Measures = [],
        bins: Int = 15, isSorted: Bool = false
    ) -> [BinaryRanking] {
        let counts = BinaryCounts(packed, weights: weights, cells: cells)
        var walk = Walk(counts, cells: cells, measures: weights == nil ? measures : measures.subtracting(.variance), bins: bins)
        if let weights {
            walk.weighted(scores, packed, weights, isSorted ? nil : RowOrder.ascending(scores))
        } else {
            walk.counted(PackedScores(scores, payloads: packed))
        }
        return walk.states.map(\.result)
    }

    /// A pass from the lowest score to the highest.
    private struct Walk {
        var states: [State]
        private let cells: SliceCells
        private let equalMass: Bool
        private let variance: Bool
        /// Slices with rows of the score at hand.
        private var touched: [Int] = []

        init(_ counts: BinaryCounts, cells: SliceCells, measures: Measures, bins: Int) {
            self.cells = cells
            equalMass = measures.contains(.equalMass)
            variance = measures.contains(.variance)
            states = zip(counts.confusions, counts.rows).map { confusion, rows in
                State(confusion, bins: measures.contains(.equalMass) ? EqualMassBins(rows: rows, bins: bins) : nil)
            }
        }

        mutating func counted(_ scores: PackedScores) {
            let (equalMass, variance, cells) = (equalMass, variance, cells)
            var touched = touched
            states.withUnsafeMutableBufferPointer { states in
                scores.forEachBucket { words, bucket in
                    var start = 0
                    while start < words.count {
                        let key = words[start] >> 16
                        var end = start + 1
                        while end < words.count && words[end] >> 16 == key { end += 1 }
                        if end == start + 1 {
                            let row = UInt16(truncatingIfNeeded: words[start])
                            let label = BinaryRow.label(row)
                            cells.forEach(BinaryRow.cell(row)) { states[$0].add(label: label, variance: variance) }
                        } else {
                            for word in words[start..<end] {
                                let row = UInt16(truncatingIfNeeded: word)
                                let label = BinaryRow.label(row)
                                cells.forEach(BinaryRow.cell(row)) { slice in
                                    if states[slice].hold(label, 1) { touched.append(slice) }
                                }
                            }
                            for slice in touched { states[slice].release(variance: variance) }
                            touched.removeAll(keepingCapacity: true)
                        }
                        if equalMass {
                            let score = scores.score(words[start], bucket: bucket)
                            for word in words[start..<end] {
                                let row = UInt16(truncatingIfNeeded: word)
                                let label = BinaryRow.label(row)
                                cells.forEach(BinaryRow.cell(row)) { states[$0].bins?.add(score, label, 1) }
                            }
                        }
                        start = end
                    }
                }
            }
        }

        mutating func weighted(_ scores: [Double], _ packed: [UInt16], _ weights: [Double], _ order: [Int32]?) {
            let cells = cells
            var start = 0
            func place(_ index: Int) -> Int { order.map { Int($0[index]) } ?? index }
            while start < scores.count {
                let score = scores[place(start)]
                var end = start
                while end < scores.count && scores[place(end)] == score {
                    let row = place(end)
                    let (label, weight) = (BinaryRow.label(packed[row]), weights[row])
                    cells.forEach(BinaryRow.cell(packed[row])) { slice in
                        if weight > 0, states[slice].hold(label, weight) { touched.append(slice) }
                        states[slice].bins?.add(score, label, weight)
                    }
                    end += 1
                }
                for slice in touched { states[slice].release(variance: false) }
                touched.removeAll(keepingCapacity: true)
                start = end
            }
        }
    }

    /// One slice on the way up.
    private struct State {
        private let positives: Double
        private let negatives: Double
        /// Below the score at hand.
        private var positivesBelow = 0.0
        private var negativesBelow = 0.0
        /// Of the score at hand.
        private var positivesHeld = 0.0
        private var negativesHeld = 0.0
        /// Twice the weight of pairs in the right order, ties once.
        private var area = CompensatedSum()
        private var precision = CompensatedSum()
        /// Nine tenths of the weight, and the positives below that.
        private let cut: Double
        private var positivesBelowCut: Double?
        private var largestGap = 0.0
        private var gapPositives = 0.0
        private var gapNegatives = 0.0
        /// Shares of wrong pairs and their squares, for each class.
        private var positiveShares = CompensatedSum()
        private var positiveSquares = CompensatedSum()
        private var negativeShares = CompensatedSum()
        private var negativeSquares = CompensatedSum()
        private var hasVariance = false
        var bins: EqualMassBins?

        init(_ confusion: BinaryConfusion, bins: EqualMassBins?) {
            positives = confusion.truePositives + confusion.falseNegatives
            negatives = confusion.falsePositives + confusion.trueNegatives
            cut = 0.9 * (positives + negatives)
            self.bins = bins
        }

        /// A row whose score no other row of any slice has, of weight 1.
        @inline(__always)
        mutating func add(label: Bool, variance: Bool) {
            if variance { addShares(label ? 1 : 0, label ? 0 : 1) }
            if positivesBelow + negativesBelow + 1 >= cut && positivesBelowCut == nil { noteCut(label ? 1 : 0, label ? 0 : 1) }
            if label {
                area.add(2 * negativesBelow)
                let above = positives - positivesBelow
                precision.add(above / (above + (negatives - negativesBelow)))
                positivesBelow += 1
            } else {
                negativesBelow += 1
                noteGap()
            }
        }

        /// Keeps a row until all of its score are there; whether it is the slice's first of this score.
        @inline(__always)
        mutating func hold(_ label: Bool, _ weight: Double) -> Bool {
            let isFirst = positivesHeld == 0 && negativesHeld == 0
            if label { positivesHeld += weight } else { negativesHeld += weight }
            return isFirst
        }

        mutating func release(variance: Bool) {
            if variance { addShares(positivesHeld, negativesHeld) }
            if positivesBelow + negativesBelow + positivesHeld + negativesHeld >= cut && positivesBelowCut == nil {
                noteCut(positivesHeld, negativesHeld)
            }
            if positivesHeld > 0 {
                area.add(positivesHeld * (2 * negativesBelow + negativesHeld))
                // What is left above can be rounded below what is held.
                let above = max(positivesHeld, positives - positivesBelow)
                precision.add(positivesHeld * (above / (above + max(negativesHeld, negatives - negativesBelow))))
            }
            positivesBelow += positivesHeld
            negativesBelow += negativesHeld
            (positivesHeld, negativesHeld) = (0, 0)
            noteGap()
        }

        private mutating func noteCut(_ held: Double, _ others: Double) {
            let part = (cut - positivesBelow - negativesBelow) / (held + others)
            positivesBelowCut = positivesBelow + held * min(1, max(0, part))
        }

        @inline(__always)
        private mutating func noteGap() {
            let gap = negativesBelow * positives - positivesBelow * negatives
            if gap > largestGap { (largestGap, gapPositives, gapNegatives) = (gap, positivesBelow, negativesBelow) }
        }

        private mutating func addShares(_ held: Double, _ others: Double) {
            hasVariance = true
            if held > 0 {
                let wrong = (negatives - negativesBelow - others + 0.5 * others) / negatives
                positiveShares.add(held * wrong)
                positiveSquares.add(held * wrong * wrong)
            }
            if others > 0 {
                let wrong = (positivesBelow + 0.5 * held) / positives
                negativeShares.add(others * wrong)
                negativeSquares.add(others * wrong * wrong)
            }
        }

        var result: BinaryRanking {
            let both = positives > 0 && negatives > 0
            return BinaryRanking(
                positives: positives, negatives: negatives,
                rocAUC: both ? area.value / 2 / (positives * negatives) : nil, rocAUCVariance: both ? deLong : nil,
                averagePrecision: positives > 0 ? precision.value / positives : 0,
                gainOfTopTenth: positives > 0 ? positivesBelowCut.map { (positives - $0) / positives } : nil,
                kolmogorovSmirnov: both
                    ? (positives - gapPositives) / positives - (negatives - gapNegatives) / negatives : nil,
                equalMass: bins.flatMap { Calibration(bins: $0.all) })
        }

        private var deLong: Double? {
            guard hasVariance, positives > 1, negatives > 1 else { return nil }
            func part(_ sum: Double, _ squares: Double, _ n: Double) -> Double { max(0, squares - sum * sum / n) / (n - 1) / n }
            return part(positiveShares.value, positiveSquares.value, positives)
                + part(negativeShares.value, negativeSquares.value, negatives)
        }
    }

    /// Runs of equal numbers of rows.
    fileprivate struct EqualMassBins {
        private let size: Int
        private let larger: Int
        private let number: Int
        private var bin = Calibration.Bin()
        private var room: Int
        private(set) var all: [Calibration.Bin] = []

        init(rows: Int, bins: Int) {
            (size, larger, number) = (rows / bins, rows % bins, bins)
            room = size + (larger > 0 ? 1 : 0)
        }

        @inline(__always)
        mutating func add(_ score: Double, _ label: Bool, _ weight: Double) {
            bin.count += 1
            bin.weight += weight
            bin.scores += weight * score
            if label { bin.outcomes += weight }
            room -= 1
            guard room == 0 else { return }
            all.append(bin)
            bin = Calibration.Bin()
            room = all.count < number ? size + (all.count < larger ? 1 : 0) : .max
        }
    }
}
