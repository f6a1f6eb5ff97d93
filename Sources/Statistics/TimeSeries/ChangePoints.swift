/// Where the mean of a series changes: the segmentation of least cost, by PELT (Killick et al. 2012), exact in nearly linear
/// time.
///
/// The cost is the sum over segments of squared distances from the segment's mean, plus a penalty for each change.
package struct ChangePoints: Sendable, Equatable {
    /// The first place of each segment but the first.
    package let places: [Int]
    /// The means of the segments, one more than there are changes.
    package let means: [Double]
    package let penalty: Double
    package let count: Int

    /// - Parameters:
    ///   - values: evenly spaced.
    ///   - penalty: nil for 2·s²·ln n (the Bayesian criterion with a mean and a place a change), s from the median absolute
    ///     difference of neighbours, which changes of the mean hardly touch. Where most neighbours are equal (sparse counts, whose
    ///     tails are heavier than the criterion assumes), s² is the mean square difference: twice the variance.
    ///   - minimumLength: of a segment.
    /// nil for values that are not finite, a negative penalty, or fewer values than one segment needs.
    package init?(_ values: [Double], penalty: Double? = nil, minimumLength: Int = 2) {
        let n = values.count
        guard minimumLength > 0, n >= minimumLength, !values.contains(where: { !$0.isFinite }), (penalty ?? 0) >= 0 else {
            return nil
        }
        // Less the median, so that squares do not lose digits.
        let center = Sample.median(values) ?? 0
        var (sums, squares) = ([0.0], [0.0])
        for value in values {
            sums.append(sums[sums.count - 1] + (value - center))
            squares.append(squares[squares.count - 1] + (value - center) * (value - center))
        }
        let price = penalty ?? 2 * Self.noise(values) * Math.log(Double(n))
        func cost(_ from: Int, _ to: Int) -> Double {
            let sum = sums[to] - sums[from]
            let cost = squares[to] - squares[from] - sum * sum / Double(to - from)
            return cost < 0 ? 0 : cost
        }
        var best = [Double](repeating: .infinity, count: n + 1)
        var previous = [Int](repeating: 0, count: n + 1)
        best[0] = -price
        var candidates = [0]
        // A candidate that is beaten at one end is beaten at all ends that the better one can reach too: a segment's length
        // later.
        var beaten = [Int](repeating: .max, count: n + 1)
        for end in minimumLength...n {
            let start = end - minimumLength
            if start >= minimumLength && best[start].isFinite { candidates.append(start) }
            let totals = candidates.map { best[$0] + cost($0, end) + price }
            for (candidate, total) in zip(candidates, totals) where total < best[end] {
                best[end] = total
                previous[end] = candidate
            }
            for (candidate, total) in zip(candidates, totals) where total > best[end] + price {
                beaten[candidate] = min(beaten[candidate], end)
            }
            candidates.removeAll { beaten[$0] != .max && beaten[$0] + minimumLength <= end + 1 }
        }
        var places: [Int] = []
        var place = previous[n]
        while place > 0 {
            places.append(place)
            place = previous[place]
        }
        self.places = places.reversed()
        let ends = [0] + self.places + [n]
        means = zip(ends, ends.dropFirst()).map { center + (sums[$1] - sums[$0]) / Double($1 - $0) }
        self.penalty = price
        count = n
    }

    /// The variance of the noise, from differences of neighbours: their spread is √2 that of the values.
    private static func noise(_ values: [Double]) -> Double {
        let steps = zip(values.dropFirst(), values).map { $0 - $1 }
        let deviation = (Sample.medianAbsoluteDeviation(steps) ?? 0) * 1.482_602_218_505_602
        guard deviation == 0 else { return deviation * deviation / 2 }
        // More than half of the steps are equal, mostly 0: a penalty of 0 would make every value a segment.
        // Runs of a few rare values are far likelier than under the normal law, so the variance counts twice.
        return Sample.mean(steps.map { $0 * $0 }) ?? 0
    }
}
