import Statistics
import Testing

/// Moments and sums to twelve digits, whatever was merged and subtracted on the way.
@Suite struct MomentPrecisionTests {
    private func moments(_ values: [Double]) -> PowerSums {
        var sums = PowerSums()
        for x in values { sums.update(x) }
        return sums
    }

    private func profile(_ values: [Double], reference: Reference? = nil, batch: Int = 65_536) -> Profile {
        var accumulator = ProfileAccumulator(reference: reference)
        for start in stride(from: 0, to: values.count, by: batch) {
            let part = Array(values[start..<min(values.count, start + batch)])
            let cells = [Int32](repeating: 0, count: part.count)
            accumulator.update(events: cells.span)
            accumulator.update(number: "x", contentsOf: part.span, cells: cells.span)
        }
        return accumulator.profile(ofCell: 0)
    }

    private func expectEqual(_ a: PowerSums?, _ b: PowerSums, tolerance: Double = 1e-12) throws {
        let a = try #require(a)
        #expect(a.count == b.count)
        #expect(close(a.mean, b.mean, scale: b.standardDeviation ?? 1, tolerance: tolerance))
        #expect(close(a.variance(), b.variance(), tolerance: tolerance))
        #expect(close(a.skewness, b.skewness, scale: 1, tolerance: tolerance))
        #expect(close(a.excessKurtosis, b.excessKurtosis, scale: 3, tolerance: tolerance))
    }

    @Test(arguments: [(1e8, 1.0), (1e6, 1e-3), (-1e9, 1e2), (0, 1)])
    func aPartFarAwayLeavesNoTrace(place: Double, spread: Double) throws {
        var random = SplitMix(seed: 5)
        let far = moments((0..<10).map { _ in place + spread * random.normal() })
        let near = moments((0..<1_000).map { _ in random.normal() })
        for start in [far, near] {
            var whole = start
            whole.merge(start == far ? near : far)
            whole.subtract(far)
            try expectEqual(whole, near)
        }
    }

    @Test func aPartFarAwayLeavesNoTraceInAnEncodedProfile() throws {
        var random = SplitMix(seed: 6)
        let far = profile((0..<10).map { _ in 1e8 + random.normal() })
        let near = profile((0..<1_000).map { _ in random.normal() })
        var whole = far
        try whole.merge(near)
        whole = try Profile(decoding: whole.encode())
        try whole.subtract(try Profile(decoding: far.encode()))
        try expectEqual(whole.features["x"]?.moments, try #require(near.features["x"]?.moments))
        #expect(try Profile(decoding: whole.encode()) == whole)
    }

    @Test func oneSumAndManyPartsAgree() throws {
        let count = 100_000
        let values = [Double](repeating: 0.1, count: count)
        let shifted = profile(values, batch: count).features["x"]?.moments.recentered(at: 0)
        var parts = PowerSums(center: 0)
        for part in 0..<64 { parts.merge(moments(Array(values[(count * part / 64)..<(count * (part + 1) / 64)]))) }
        #expect(close(shifted?.mean, 0.1, scale: 0.1, tolerance: 1e-15))
        #expect(close(parts.mean, 0.1, scale: 0.1, tolerance: 1e-15))
        var (whole, merged) = (LogHistogram(), LogHistogram())
        whole.update(contentsOf: values.span)
        for part in 0..<64 {
            var histogram = LogHistogram()
            for x in values[(count * part / 64)..<(count * (part + 1) / 64)] { histogram.update(x) }
            merged.merge(histogram)
        }
        // The double 0.1, 100,000 times, is 10,000.00000000000055… exactly.
        #expect(whole.sum == 10_000 && merged.sum == 10_000)
    }

    @Test func aLargeLatencyLeavesNoTrace() {
        var (near, far) = (LogHistogram(), LogHistogram())
        for index in 0..<1_000 { near.update(0.1 * Double(index)) }
        for _ in 0..<1_000 { far.update(1e9 + 0.123) }
        var whole = far
        whole.merge(near)
        whole.subtract(far)
        #expect(close(whole.sum, near.sum, tolerance: 1e-15))
    }

    /// What a batch's first value is, and where the reference lies, must not decide on the digits.
    @Test(arguments: [0.0, 1e4, 1e8]) func momentsOfColumnsFarFromTheReference(place: Double) throws {
        var random = SplitMix(seed: 7)
        var builder = ReferenceBuilder()
        let normal = (0..<5_000).map { _ in random.normal() }
        builder.update(events: normal.count)
        builder.update(number: "x", contentsOf: normal.span)
        let values = (0..<20_000).map { _ in place + random.normal() * (random.uniform() < 0.1 ? 5 : 1) }
        let exact = moments(values)
        #expect(close(exact.variance(), Sample.variance(values) ?? .nan, tolerance: 1e-12))
        #expect(close(exact.excessKurtosis, Sample.excessKurtosis(values) ?? .nan, scale: 3, tolerance: 1e-12))
        for reference in [nil, builder.build()] {
            for batch in [20_000, 977] {
                let found = profile(values, reference: reference, batch: batch).features["x"]?.moments
                try expectEqual(found, exact)
            }
        }
    }

    @Test func sumsThatOverflowAreUndefinedAndNotWrong() {
        let large = moments([0, 1e200, 3e200])
        #expect(close(large.mean, 4e200 / 3, tolerance: 1e-15))
        #expect(large.variance() == nil && large.standardDeviation == nil)
        #expect(large.skewness == nil && large.excessKurtosis == nil)
        let fourth = moments([0, 1e100, 3e100])
        #expect(close(fourth.variance(), 7e200 / 3, tolerance: 1e-14))
        #expect(fourth.skewness != nil || fourth.excessKurtosis == nil)
        #expect(fourth.excessKurtosis == nil)
        var rest = large
        rest.subtract(moments([0, 1e200]))
        #expect(rest.variance(ddof: 0) == nil && rest == rest)
        #expect(moments([1.7e308, 1.7e308, -1.7e308]).variance() == nil)
    }

    @Test func aConstantColumnHasNoVarianceAndNoShape() {
        for value in [0.1, -7, 1e9 + 0.1] {
            let constant = moments([Double](repeating: value, count: 1_000))
            #expect(constant.mean == value && constant.variance() == 0)
            #expect(constant.skewness == nil && constant.excessKurtosis == nil)
        }
    }
}
