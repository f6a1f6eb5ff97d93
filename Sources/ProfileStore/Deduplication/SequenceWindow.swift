/// Which sequence numbers of one sender have been seen: all up to `floor`, and any of the `span` numbers after it.
///
/// Senders count 1, 2, 3, … and keep a bounded number of batches in flight, so that what arrives is nearly in order. A number
/// that never arrives (its batch was refused) leaves a gap, which the window outgrows: once a number `span` beyond the gap
/// arrives, everything up to `span` behind it is taken as seen.
package struct SequenceWindow: Equatable, Sendable {
    /// How far behind the newest number a number may still arrive for the first time.
    package static let span: UInt64 = 16_384

    /// Every number up to this one has been seen, or is taken as seen.
    package private(set) var floor: UInt64
    /// Bit `i` of the concatenated words stands for the number `floor + 1 + i`. The last word is never zero.
    private var words: [UInt64]

    /// A window that has seen nothing.
    package init() {
        floor = 0
        words = []
    }

    /// Marks a number as seen and says whether this was its first time. O(1) in order, O(span / 64) at worst.
    package mutating func insert(_ sequence: UInt64) -> Bool {
        guard sequence > floor else { return false }
        if sequence == floor + 1, words.isEmpty {
            floor = sequence
            return true
        }
        if sequence - floor > Self.span {
            advance(by: sequence - floor - Self.span)
        }
        let index = Int(sequence - floor - 1)
        let (word, bit) = (index >> 6, UInt64(1) << UInt64(index & 63))
        while words.count <= word { words.append(0) }
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        advance(by: UInt64(leadingRun))
        return true
    }

    /// Whether a number has been seen, or is taken as seen.
    package func contains(_ sequence: UInt64) -> Bool {
        guard sequence > floor else { return true }
        let index = sequence - floor - 1
        guard index < UInt64(words.count) * 64 else { return false }
        return words[Int(index >> 6)] & (1 << (index & 63)) != 0
    }

    /// How many numbers right after the floor have been seen.
    private var leadingRun: Int {
        var run = 0
        for word in words {
            let ones = (~word).trailingZeroBitCount
            run += ones
            if ones < 64 { break }
        }
        return run
    }

    /// Raises the floor by `distance` and keeps the bits of the numbers above it; numbers just above that are seen are
    /// swallowed by the floor too.
    private mutating func advance(by distance: UInt64) {
        guard distance > 0 else { return }
        floor += distance
        guard distance < UInt64(words.count) * 64 else {
            words.removeAll()
            return
        }
        words.removeFirst(Int(distance >> 6))
        let shift = distance & 63
        if shift > 0 {
            for index in words.indices {
                let next = index + 1 < words.count ? words[index + 1] << (64 - shift) : 0
                words[index] = words[index] >> shift | next
            }
        }
        while words.last == 0 { words.removeLast() }
        advance(by: UInt64(leadingRun))
    }
}

extension SequenceWindow {
    /// The numbers above the floor as bits, least significant bit first, without zero bytes at the end.
    package var bitmap: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * 8)
        for word in words {
            for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }

    /// The window that had this floor and bitmap; nil if no window can have had them.
    package init?(floor: UInt64, bitmap: some Collection<UInt8>) {
        guard UInt64(bitmap.count) * 8 <= Self.span, UInt64.max - floor >= UInt64(bitmap.count) * 8 else { return nil }
        self.floor = floor
        words = [UInt64](repeating: 0, count: (bitmap.count + 7) / 8)
        for (index, byte) in bitmap.enumerated() {
            words[index >> 3] |= UInt64(byte) << UInt64((index & 7) * 8)
        }
        while words.last == 0 { words.removeLast() }
        advance(by: UInt64(leadingRun))
    }
}
