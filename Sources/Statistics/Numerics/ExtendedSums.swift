/// Four sums side by side, each held as three doubles that do not overlap: about 47 digits, so that what was added and is subtracted
/// again leaves no trace at a double's precision.
///
/// Two-sums after Knuth, the three parts kept in order as in Hida, Li and Bailey, "Library for double-double and quad-double
/// arithmetic" (2007). A sum that overflows is +∞ from then on: undefined, not wrong.
struct ExtendedSums: Sendable, Equatable {
    private(set) var high: SIMD4<Double>
    private(set) var middle: SIMD4<Double>
    private(set) var low: SIMD4<Double>

    static let zero = ExtendedSums()

    var isZero: Bool { high == .zero && middle == .zero && low == .zero }

    /// - Parameters: parts that add up to the sums, the largest first.
    init(high: SIMD4<Double> = .zero, middle: SIMD4<Double> = .zero, low: SIMD4<Double> = .zero) {
        (self.high, self.middle, self.low) = (high, middle, low)
        if high != .zero || middle != .zero || low != .zero { normalize() }
    }

    /// Adds the powers of one value, or sums of them: to 2^−105 of the sums.
    @inline(__always)
    mutating func add(_ powers: SIMD4<Double>) {
        let rest: SIMD4<Double>
        (high, rest) = Self.twoSum(high, powers)
        middle += rest
        // The fourth power overflows first.
        if !high[3].isFinite { makeOverflowInfinite() }
    }

    /// Adds (`sign` 1) or subtracts (−1) other sums: to 2^−157 of the larger one.
    mutating func add(_ other: ExtendedSums, sign: Double = 1) {
        let (first, second, third): (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
        (high, first) = Self.twoSum(high, sign * other.high)
        (middle, second) = Self.twoSum(middle, sign * other.middle)
        (middle, third) = Self.twoSum(middle, first)
        low += sign * other.low + (second + third)
        normalize()
    }

    /// Turns Σd, Σd², Σd³, Σd⁴ of `count` values into those of d + h, by Horner's scheme for shifting a polynomial.
    mutating func shift(by h: Double, count: Int) {
        for pass in 0..<4 {
            var part = ExtendedSums.product(
                Self.up(high, pass == 0 ? Double(count) : 0), Self.up(middle, 0), Self.up(low, 0), by: SIMD4(repeating: h))
            let isLeft = SIMD4<Int64>(0, 1, 2, 3) .< Int64(pass)
            part.high.replace(with: 0, where: isLeft)
            part.middle.replace(with: 0, where: isLeft)
            part.low.replace(with: 0, where: isLeft)
            add(part)
        }
    }

    @inline(__always)
    static func twoSum(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> (sum: SIMD4<Double>, rest: SIMD4<Double>) {
        let sum = a + b
        let part = sum - a
        return (sum, (a - (sum - part)) + (b - part))
    }

    private static func up(_ sums: SIMD4<Double>, _ first: Double) -> SIMD4<Double> {
        SIMD4(first, sums[0], sums[1], sums[2])
    }

    private static func product(
        _ high: SIMD4<Double>, _ middle: SIMD4<Double>, _ low: SIMD4<Double>, by h: SIMD4<Double>
    ) -> ExtendedSums {
        let (a, b) = (high * h, middle * h)
        let (second, third) = twoSum(b, (-a).addingProduct(high, h))
        return ExtendedSums(high: a, middle: second, low: third + low * h + (-b).addingProduct(middle, h))
    }

    @inline(__always)
    private mutating func normalize() {
        (middle, low) = Self.twoSum(middle, low)
        (high, middle) = Self.twoSum(high, middle)
        (middle, low) = Self.twoSum(middle, low)
        makeOverflowInfinite()
    }

    private mutating func makeOverflowInfinite() {
        let check = high + (middle + low)
        let isOverflow = (check - check) .!= 0
        high.replace(with: .infinity, where: isOverflow)
        middle.replace(with: 0, where: isOverflow)
        low.replace(with: 0, where: isOverflow)
    }
}

extension ExtendedSums {
    /// The leading parts, a byte that says which of the other eight are not zero, and those.
    func encode(into writer: inout ByteWriter) {
        for lane in 0..<4 { writer.number(high[lane]) }
        var used: UInt8 = 0
        for lane in 0..<4 {
            if middle[lane] != 0 { used |= 1 << UInt8(lane) }
            if low[lane] != 0 { used |= 16 << UInt8(lane) }
        }
        writer.byte(used)
        for lane in 0..<4 where middle[lane] != 0 { writer.number(middle[lane]) }
        for lane in 0..<4 where low[lane] != 0 { writer.number(low[lane]) }
    }

    /// - Parameter isPlain: whether only the leading parts were written, as in the profiles' first format.
    init(from reader: inout ByteReader, isPlain: Bool) throws(StatisticsError) {
        var parts = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        for lane in 0..<4 { parts.0[lane] = try reader.number() }
        if !isPlain {
            let used = try reader.byte()
            for lane in 0..<4 where used & (1 << UInt8(lane)) != 0 { parts.1[lane] = try reader.number() }
            for lane in 0..<4 where used & (16 << UInt8(lane)) != 0 { parts.2[lane] = try reader.number() }
        }
        // As they were, so that reading what was written gives the same bits.
        (high, middle, low) = parts
        makeOverflowInfinite()
    }
}
