internal import Statistics

/// Everything that is asked of all slices of some dimensions, from one sort and one pass.
struct BinaryPass {
    /// What to compute.
    struct Measures {
        var losses: BinaryLosses.Measures = []
        var ranking = false
        var rankingExtras: BinaryRanking.Measures = []
        var fit = false
        var bins = 15

        /// What some metrics need.
        init(_ metrics: [BinaryMetric], bins: Int) {
            let sources = Set(metrics.map(\.source))
            self.bins = bins
            if sources.contains(.logLoss) { losses.insert(.logLoss) }
            if sources.contains(.brier) { losses.insert(.brier) }
            if sources.contains(.bins) { losses.insert(.calibration) }
            ranking = sources.contains(.ranking) || sources.contains(.equalMass)
            fit = sources.contains(.fit)
            if sources.contains(.equalMass) { rankingExtras.insert(.equalMass) }
        }
    }

    /// All rows first, then every part of each dimension.
    let slices: [BinarySlice]

    /// nil when a score is no probability and a loss is asked for.
    init?(_ rows: BinaryRows, dimensions: [SliceDimension], measures: Measures, isSorted: Bool = false) {
        let (cells, packed) = Self.pack(rows, dimensions)
        let counts = BinaryCounts(packed, weights: rows.weights, cells: cells)
        var slices = zip(counts.rows, counts.confusions).map { BinarySlice(rows: $0, confusion: $1) }
        if !measures.losses.isEmpty, let scores = rows.scores {
            guard
                let losses = BinaryLosses(
                    scores: scores, packed: packed, weights: rows.weights, cells: cells, measures: measures.losses,
                    bins: measures.bins)
            else { return nil }
            for slice in slices.indices { slices[slice].losses = losses.slices[slice] }
        }
        if measures.ranking, let scores = rows.scores {
            let ranking = BinaryRanking.slices(
                scores: scores, packed: packed, weights: rows.weights, cells: cells, measures: measures.rankingExtras,
                bins: measures.bins, isSorted: isSorted)
            for slice in slices.indices { slices[slice].ranking = ranking[slice] }
        }
        if measures.fit, let scores = rows.scores { Self.fit(&slices, scores, rows, dimensions) }
        self.slices = slices
    }

    /// A fit is no sum over cells: each slice's rows are gone over by themselves.
    private static func fit(_ slices: inout [BinarySlice], _ scores: [Double], _ rows: BinaryRows, _ dimensions: [SliceDimension])
    {
        func fit(_ members: [Int]) -> CalibrationFit? {
            CalibrationFit(
                outcomes: members.map { rows.labels[$0] == 1 }, scores: members.map { scores[$0] },
                weights: rows.weights.map { weights in members.map { weights[$0] } })
        }
        slices[0].fit = fit(Array(scores.indices))
        var next = 1
        for dimension in dimensions {
            let parts = rows.parts(dimension)
            var members = [[Int]](repeating: [], count: dimension.names.count)
            for row in parts.indices where parts[row] >= 0 { members[Int(parts[row])].append(row) }
            for rows in members {
                slices[next].fit = fit(rows)
                next += 1
            }
        }
    }

    /// Dimensions in groups whose combinations fit into one pass each.
    static func groups(_ dimensions: [SliceDimension], limit: Int = 2_048) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var (start, cells) = (0, 1)
        for (index, dimension) in dimensions.enumerated() {
            let parts = dimension.names.count + 1
            if cells * parts > limit, index > start {
                groups.append(start..<index)
                (start, cells) = (index, 1)
            }
            cells *= parts
        }
        return groups + [start..<dimensions.count]
    }

    /// A cell for each combination of parts; part 0 stands for none.
    private static func pack(_ rows: BinaryRows, _ dimensions: [SliceDimension]) -> (SliceCells, [UInt16]) {
        var packed = [UInt16](repeating: 0, count: rows.count)
        var (memberships, slices): ([[Int]], Int) = ([[]], 1)
        for dimension in dimensions {
            let (parts, places) = (dimension.names.count, rows.parts(dimension))
            let stride = UInt16(memberships.count)
            for row in packed.indices { packed[row] &+= UInt16(truncatingIfNeeded: Int(places[row]) + 1) &* stride }
            let first = slices
            memberships = (0...parts).flatMap { part in memberships.map { part == 0 ? $0 : $0 + [first + part - 1] } }
            slices += parts
        }
        let (labels, predicted) = (rows.labels, rows.predicted)
        for row in packed.indices { packed[row] = packed[row] << 2 | UInt16(predicted[row] << 1 | labels[row]) }
        return (SliceCells(memberships: memberships, slices: slices), packed)
    }
}
