/// The best way to part a leaf's rows in two by the bins of one column.
struct Split: Sendable {
    let column: Int
    /// How much the loss falls, by its second-order expansion.
    let gain: Float
    /// The bins that go left.
    let bins: SIMD2<UInt64>
    /// The sums of the rows that go left.
    let left: TreeGrower.Sums

    /// nil when no split leaves enough rows on both sides or lowers the loss.
    static func best(
        _ histogram: [TreeGrower.Sums], total: TreeGrower.Sums, table: BinnedTable, configuration: BoostedTrees.Configuration
    ) -> Split? {
        let rule = Rule(
            total: total, least: Float(configuration.rowsPerLeafMin), regularization: Float(configuration.regularization))
        var best: Split?
        histogram.withUnsafeBufferPointer { histogram in
            for column in 0..<table.columnCount {
                let first = column * BinnedTable.binLimit
                let sums = UnsafeBufferPointer(rebasing: histogram[first..<first + BinnedTable.binLimit])
                let found =
                    table.isCategorical[column]
                    ? categorical(sums, column: column, rule, above: best?.gain ?? 0)
                    : numeric(sums, column: column, rule, above: best?.gain ?? 0)
                if let found { best = found }
            }
        }
        return best
    }

    /// What a split must leave and what it gains.
    private struct Rule {
        let total: TreeGrower.Sums
        let least: Float
        let regularization: Float

        @inline(__always)
        func gain(_ left: TreeGrower.Sums) -> Float {
            let right = total - left
            guard left[2] >= least, right[2] >= least else { return 0 }
            return weight(left) + weight(right) - weight(total)
        }

        @inline(__always)
        private func weight(_ sums: TreeGrower.Sums) -> Float { sums[0] * sums[0] / (sums[1] + regularization) }
    }

    /// Thresholds between bins, missing values on either side.
    private static func numeric(
        _ sums: UnsafeBufferPointer<TreeGrower.Sums>, column: Int, _ rule: Rule, above floor: Float
    ) -> Split? {
        var (best, place, isMissingLeft) = (floor, -1, true)
        var chosen = TreeGrower.Sums.zero
        for missingLeft in [true, false] {
            if !missingLeft && sums[0][2] == 0 { break }
            var left = missingLeft ? sums[0] : .zero
            // With missing values alone on the left, the first place is before all values.
            for bin in (missingLeft ? 0 : 1)..<BinnedTable.binLimit - 1 {
                if bin > 0 {
                    if sums[bin][2] == 0 { continue }
                    left += sums[bin]
                }
                let gain = rule.gain(left)
                if gain > best { (best, place, isMissingLeft, chosen) = (gain, bin, missingLeft, left) }
            }
        }
        guard place >= 0 else { return nil }
        var bins = SIMD2<UInt64>(repeating: 0)
        for bin in 0...place where bin > 0 || isMissingLeft { bins[bin >> 6] |= 1 << UInt64(bin & 63) }
        return Split(column: column, gain: best, bins: bins, left: chosen)
    }

    /// Categories in the order of their mean derivative, which makes the best subset a prefix (Fisher 1958).
    private static func categorical(
        _ sums: UnsafeBufferPointer<TreeGrower.Sums>, column: Int, _ rule: Rule, above floor: Float
    ) -> Split? {
        // Smoothed, so that rare categories do not lead.
        let order = sums.indices.filter { sums[$0][2] > 0 }
            .map { (key: sums[$0][0] / (sums[$0][1] + 10), bin: $0) }
            .sorted { ($0.key, $0.bin) < ($1.key, $1.bin) }
        var (best, count) = (floor, 0)
        var (left, chosen) = (TreeGrower.Sums.zero, TreeGrower.Sums.zero)
        for (index, entry) in order.dropLast().enumerated() {
            left += sums[entry.bin]
            let gain = rule.gain(left)
            if gain > best { (best, count, chosen) = (gain, index + 1, left) }
        }
        guard count > 0 else { return nil }
        var bins = SIMD2<UInt64>(repeating: 0)
        for entry in order.prefix(count) { bins[entry.bin >> 6] |= 1 << UInt64(entry.bin & 63) }
        return Split(column: column, gain: best, bins: bins, left: chosen)
    }
}
