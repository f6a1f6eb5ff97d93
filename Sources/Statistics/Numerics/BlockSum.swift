/// Sums of many terms at memory speed: blocks of eight lanes, the blocks' sums added with compensation. The error is that of
/// 512 additions, whatever the length.
enum BlockSum {
    /// Σ term(x), the same for the same values in the same order.
    @inline(__always)
    static func of(_ values: Span<Double>, _ term: (Double) -> Double) -> Double {
        var (sum, lost) = (0.0, 0.0)
        var start = 0
        while start < values.count {
            let end = min(start + 4_096, values.count)
            var lanes = SIMD8<Double>.zero
            var index = start
            while index + 8 <= end {
                for lane in 0..<8 { lanes[lane] += term(values[index + lane]) }
                index += 8
            }
            var block = lanes.sum()
            while index < end {
                block += term(values[index])
                index += 1
            }
            let next = sum + block
            lost += sum.magnitude >= block.magnitude ? (sum - next) + block : (block - next) + sum
            sum = next
            start = end
        }
        return sum + lost
    }
}
