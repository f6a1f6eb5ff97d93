/// Sums of doubles without rounding error: Shewchuk's expansions (1997), as Python's `math.fsum`. NaN and infinities carry through; a sum
/// of finite values that leaves the range of doubles on its way is infinite, of the sign of what overflowed.
package struct ExactSum: Sendable {
    private var partials: [Double] = []
    /// What is not finite, added apart.
    private var special = 0.0

    package init() {}

    package mutating func add(_ value: Double) {
        guard value.isFinite else {
            special += value
            return
        }
        var x = value
        var kept = 0
        for index in partials.indices {
            var y = partials[index]
            if x.magnitude < y.magnitude { swap(&x, &y) }
            let high = x + y
            guard high.isFinite else {
                partials = []
                special += high
                return
            }
            let low = y - (high - x)
            if low != 0 {
                partials[kept] = low
                kept += 1
            }
            x = high
        }
        partials.removeSubrange(kept...)
        partials.append(x)
    }

    /// The sum, rounded once.
    package var value: Double {
        guard special == 0 else { return special }
        guard var high = partials.last else { return 0 }
        var index = partials.count - 1
        var low = 0.0
        while index > 0 {
            index -= 1
            let (x, y) = (high, partials[index])
            high = x + y
            low = y - (high - x)
            if low != 0 { break }
        }
        if index > 0, low < 0 && partials[index - 1] < 0 || index > 0 && low > 0 && partials[index - 1] > 0 {
            let doubled = low * 2
            let rounded = high + doubled
            if doubled == rounded - high { high = rounded }
        }
        return high
    }

    package static func of(_ values: some Sequence<Double>) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.value
    }
}
