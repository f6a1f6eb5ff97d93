/// A small, fast, seeded source of random bits (xoshiro256**, Blackman and Vigna 2018): results repeat for a seed.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    package init(seed: UInt64) {
        var state = seed
        func spread(_ state: inout UInt64) -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            return StableHash.mix(state)
        }
        a = spread(&state)
        b = spread(&state)
        c = spread(&state)
        d = spread(&state) | 1
    }

    @inline(__always)
    package mutating func next() -> UInt64 {
        let rotated = b &* 5
        let result = ((rotated << 7) | (rotated >> 57)) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d << 45) | (d >> 19)
        return result
    }

    /// Uniform in [0, 1).
    @inline(__always)
    package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in 0 ..< bound, for bounds far below 2^64.
    @inline(__always)
    package mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Standard normal, by Box and Muller.
    package mutating func normal() -> Double {
        let radius = (-2 * Math.log(1 - uniform())).squareRoot()
        return radius * Math.cos(2 * Double.pi * uniform())
    }

    /// A uniform permutation of the first places of an array: the rest follows in any order.
    package mutating func shuffle<Element>(_ items: inout [Element], first: Int? = nil) {
        let count = items.count
        for index in 0..<min(first ?? count, max(0, count - 1)) { items.swapAt(index, index + below(count - index)) }
    }

    func encode(into writer: inout ByteWriter) { for word in [a, b, c, d] { writer.fixed(word) } }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        a = try reader.fixed()
        b = try reader.fixed()
        c = try reader.fixed()
        d = try reader.fixed()
        guard a | b | c | d != 0 else { throw reader.corrupt("a generator without state") }
    }
}
