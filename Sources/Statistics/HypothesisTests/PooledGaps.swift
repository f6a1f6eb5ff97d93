/// Two sorted samples as one, for statistics of the form Σ w_j·(N·M_j − n·B_j)² over the pooled distinct values: B_j counts the values of
/// both samples at or below the j-th, M_j those of the first. Energy distance and Anderson–Darling's statistic are such sums.
///
/// Relabelling at random costs one pass over the values and no sorting.
struct PooledGaps {
    /// Values equal to the j-th, in both samples and in the first.
    private(set) var sizes: [Int32] = []
    private(set) var firsts: [Int32] = []
    private(set) var values: [Double] = []
    let count: Int
    let countFirst: Int
    private var weights: [Double] = []
    /// Whether a value's own group counts by half.
    private var isMidrank = false

    /// From samples in ascending order without NaN.
    init(sorted a: [Double], _ b: [Double]) {
        count = a.count + b.count
        countFirst = a.count
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let x = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
            let (beforeA, beforeB) = (i, j)
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
            values.append(x)
            firsts.append(Int32(i - beforeA))
            sizes.append(Int32(i - beforeA + j - beforeB))
        }
    }

    /// Weights each gap by the distance to the next value.
    mutating func weightByDistance() {
        isMidrank = false
        weights = values.indices.map { $0 + 1 < values.count ? values[$0 + 1] - values[$0] : 0 }
    }

    /// Weights each gap by the inverse of its variance, with midranks.
    mutating func weightByVariance() {
        isMidrank = true
        let total = Double(count)
        var below = 0.0
        weights = sizes.map { size in
            let tied = Double(size)
            let middle = below + tied / 2
            below += tied
            let variance = middle * (total - middle) - total * tied / 4
            return variance > 0 ? tied / variance : 0
        }
    }

    /// The sum for the samples as they are.
    var observed: Double {
        var index = 0
        return sum { _ in
            defer { index += 1 }
            return Int(firsts[index])
        }
    }

    /// The sum for a random relabelling with as many values in the first sample.
    func relabelled(_ random: inout SeededGenerator) -> Double {
        var (left, rest) = (countFirst, count)
        return sum { size in
            var chosen = 0
            for _ in 0..<size {
                if random.below(rest) < left {
                    left -= 1
                    chosen += 1
                }
                rest -= 1
            }
            return chosen
        }
    }

    @inline(__always)
    private func sum(_ firstOfGroup: (Int) -> Int) -> Double {
        let (total, first, half) = (Double(count), Double(countFirst), isMidrank ? 0.5 : 0)
        var (below, belowFirst, sum) = (0, 0, 0.0)
        for index in sizes.indices {
            let size = Int(sizes[index])
            let chosen = firstOfGroup(size)
            below += size
            belowFirst += chosen
            let gap = total * (Double(belowFirst) - half * Double(chosen)) - first * (Double(below) - half * Double(size))
            sum += weights[index] * gap * gap
        }
        return sum
    }
}
