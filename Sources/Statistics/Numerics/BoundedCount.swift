/// Sums of counts that never trap. A count stops at ±2^53, which no true number of events reaches and every double holds exactly: only
/// damaged or hostile summaries, merged many times, get there.
enum BoundedCount {
    static let limit = 1 << 53

    /// a + b, at most `limit` from zero.
    @inline(__always)
    static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { return a < 0 ? -limit : limit }
        return min(limit, max(-limit, sum))
    }

    /// The sum of many counts, at most the range of `Int` from zero.
    static func total(_ counts: some Sequence<Int>) -> Int {
        var total = 0
        for count in counts {
            let (sum, overflow) = total.addingReportingOverflow(count)
            total = overflow ? (total < 0 ? .min : .max) : sum
        }
        return total
    }

    /// Adds `sign` times another summary's counts to those of the same bins.
    static func add(_ other: some Collection<Int>, sign: Int, to counts: inout [Int], from start: Int = 0) {
        var index = start
        for count in other {
            guard index < counts.count else { return }
            counts[index] = sum(counts[index], sign * count)
            index += 1
        }
    }
}
