import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The seed from DRIFTWATCH_SEED, to repeat a run; else a new one. Printed by whoever uses it.
    static func chosenSeed() -> UInt64 {
        ProcessInfo.processInfo.environment["DRIFTWATCH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1 << 32)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in `of`.
    mutating func once(in of: Int) -> Bool { Int.random(in: 0..<of, using: &self) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int.random(in: 0..<elements.count, using: &self)] }
}
