/// The hypergeometric law: marked items among `draws` from `marked` marked and `unmarked` others.
package struct Hypergeometric: Sendable {
    package let marked: Int
    package let unmarked: Int
    package let draws: Int

    /// The smallest and largest number that can be drawn.
    package var support: ClosedRange<Int> { max(0, draws - unmarked)...min(draws, marked) }

    package init(marked: Int, unmarked: Int, draws: Int) {
        self.marked = marked
        self.unmarked = unmarked
        self.draws = draws
    }

    /// P(X = k).
    package func mass(_ k: Int) -> Double {
        guard support.contains(k) else { return 0 }
        let total = Double(marked + unmarked)
        let p = Double(draws) / total
        let q = Double(marked + unmarked - draws) / total
        return SaddlePoint.binomial(Double(k), of: Double(marked), p: p, q: q)
            * SaddlePoint.binomial(Double(draws - k), of: Double(unmarked), p: p, q: q)
            / SaddlePoint.binomial(Double(draws), of: total, p: p, q: q)
    }

    /// P(X ≤ k), summed from the largest term down until it no longer changes.
    package func cumulative(_ k: Int) -> Double {
        if k < support.lowerBound { return 0 }
        if k >= support.upperBound { return 1 }
        return tail(from: k, by: -1)
    }

    /// P(X ≥ k).
    package func atLeast(_ k: Int) -> Double {
        if k <= support.lowerBound { return 1 }
        if k > support.upperBound { return 0 }
        return tail(from: k, by: 1)
    }

    private func tail(from start: Int, by step: Int) -> Double {
        let mode = Int((Double(draws + 1) * Double(marked + 1) / (Double(marked) + Double(unmarked) + 2)).rounded(.down))
        // A tail that contains the mode is one minus the other tail.
        if step < 0 ? start >= mode : start <= mode {
            let other = start - step
            return support.contains(other) ? 1 - tail(from: other, by: -step) : 1
        }
        var term = mass(start)
        var sum = 0.0
        var k = start
        while support.contains(k) {
            let next = sum + term
            if next == sum { break }
            sum = next
            term *= ratio(k, step)
            k += step
        }
        return min(1, sum)
    }

    /// mass(k+step)/mass(k).
    private func ratio(_ k: Int, _ step: Int) -> Double {
        let x = Double(k)
        if step > 0 {
            return (Double(marked) - x) * (Double(draws) - x) / ((x + 1) * (Double(unmarked) - Double(draws) + x + 1))
        }
        return x * (Double(unmarked) - Double(draws) + x) / ((Double(marked) - x + 1) * (Double(draws) - x + 1))
    }
}
