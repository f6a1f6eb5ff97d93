import ProfileStore
import Testing

@Suite struct SequenceWindowTests {
    @Test func eachNumberIsNewOnce() {
        let window = Seen()
        for sequence in 1...5 as ClosedRange<UInt64> { #expect(window.insert(sequence)) }
        for sequence in 1...5 as ClosedRange<UInt64> { #expect(!window.insert(sequence)) }
        #expect(window.window.floor == 5)
        #expect(window.window.bitmap.isEmpty)
    }

    @Test func aGapKeepsTheFloorUntilItIsFilled() {
        let window = Seen()
        for sequence: UInt64 in [1, 3, 4, 200] { #expect(window.insert(sequence)) }
        #expect(window.window.floor == 1)
        #expect(window.insert(2))
        #expect(window.window.floor == 4)
        #expect(!window.insert(200))
        #expect(window.window.contains(200) && !window.window.contains(199))
    }

    @Test func aGapIsGivenUpOnceTheWindowHasPassedIt() {
        let window = Seen()
        #expect(window.insert(2))
        #expect(window.insert(2 + SequenceWindow.span))
        #expect(window.window.floor == 2)
        #expect(!window.insert(1))
        #expect(window.insert(3))
    }

    @Test func theGreatestNumberDoesNotTrap() {
        let window = Seen()
        #expect(window.insert(.max))
        #expect(!window.insert(.max))
        #expect(window.insert(.max - 1))
        #expect(!window.insert(7))
        let copy = SequenceWindow(floor: window.window.floor, bitmap: window.window.bitmap)
        #expect(copy == window.window)
    }

    @Test func bytesThatNoWindowHasAreRefused() {
        #expect(SequenceWindow(floor: 0, bitmap: [UInt8](repeating: 1, count: 4096)) == nil)
        #expect(SequenceWindow(floor: .max, bitmap: [1]) == nil)
        #expect(SequenceWindow(floor: 4, bitmap: [0b11, 0])?.floor == 6)
    }

    /// Against a plain set: whatever arrives within the span of the newest number is new exactly once, also when the window is
    /// stored and read back at any moment.
    @Test(arguments: [1, 2, 3] as [UInt64]) func agreesWithASet(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let window = Seen()
        var seen: Set<UInt64> = []
        var newest: UInt64 = 1
        for _ in 0..<20_000 {
            newest += UInt64.random(in: 0...2, using: &generator)
            let back = Bool.random(using: &generator) ? 0 : UInt64.random(in: 0..<min(newest, 700), using: &generator)
            let sequence = newest - back
            #expect(window.insert(sequence) == seen.insert(sequence).inserted, "seed \(seed), sequence \(sequence)")
            if generator.next() % 64 == 0 {
                let copy = SequenceWindow(floor: window.window.floor, bitmap: window.window.bitmap)
                #expect(copy == window.window)
            }
        }
        #expect((1...newest).allSatisfy { window.window.contains($0) == seen.contains($0) || newest - $0 >= SequenceWindow.span })
    }
}

/// A window that a macro may change.
private final class Seen {
    var window = SequenceWindow()

    func insert(_ sequence: UInt64) -> Bool { window.insert(sequence) }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
