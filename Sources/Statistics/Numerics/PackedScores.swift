/// Scores in ascending order, each with up to 16 bits that travel with it. Equal scores stay in the order of their rows; −0 equals 0.
///
/// A score is 64 bits that order as it does. Its first 16 bits choose a bucket, the other 48 share a word with the payload: a row is 8
/// bytes, and nothing is looked up by row while sorting (argsort of 10M doubles is several times slower).
package struct PackedScores: Sendable {
    /// Within a bucket ascending: 48 bits of the score, 16 of payload.
    private var words: [UInt64]
    /// The first word of each bucket, and the number of words at the end.
    private let starts: [Int]
    /// How far the bits of a score are moved up: 2 where all lie in [0, 2), whose first two bits say nothing.
    private let shift: UInt64

    package static let buckets = 1 << 16

    /// - Parameters:
    ///   - scores: finite.
    ///   - payloads: one for each score.
    package init(_ scores: [Double], payloads: [UInt16]) {
        precondition(scores.count == payloads.count, "a payload for each score")
        let count = scores.count
        var all: UInt64 = 0
        for row in 0..<count { all |= (scores[row] + 0).bitPattern }
        let shift: UInt64 = all < 1 << 62 ? 2 : 0
        self.shift = shift
        var next = [Int](repeating: 0, count: Self.buckets + 1)
        for row in 0..<count { next[Int(Self.key(scores[row], shift) >> 48) + 1] += 1 }
        for bucket in 1...Self.buckets { next[bucket] += next[bucket - 1] }
        starts = next
        words = [UInt64](unsafeUninitializedCapacity: count) { words, initialized in
            next.withUnsafeMutableBufferPointer { next in
                for row in 0..<count {
                    let key = Self.key(scores[row], shift)
                    let bucket = Int(key >> 48)
                    words[next[bucket]] = key << 16 | UInt64(payloads[row])
                    next[bucket] += 1
                }
            }
            initialized = count
        }
        sortBuckets()
    }

    package var count: Int { words.count }

    /// Calls `body` with runs of rows from the lowest scores up: the words of a bucket and the number of the bucket. Two words of a bucket
    /// are of one score when they agree above bit 16; words of two buckets never are.
    @inline(__always)
    func forEachBucket(_ body: (UnsafeBufferPointer<UInt64>, Int) -> Void) {
        words.withUnsafeBufferPointer { words in
            for bucket in 0..<Self.buckets where starts[bucket] < starts[bucket + 1] {
                body(UnsafeBufferPointer(rebasing: words[starts[bucket]..<starts[bucket + 1]]), bucket)
            }
        }
    }

    /// The score behind a word of a bucket.
    @inline(__always)
    func score(_ word: UInt64, bucket: Int) -> Double {
        let key = UInt64(bucket) << 48 | word >> 16
        if shift == 2 { return Double(bitPattern: key >> 2) }
        return Double(bitPattern: key ^ (key >> 63 == 0 ? .max : 1 << 63))
    }

    @inline(__always)
    private static func key(_ score: Double, _ shift: UInt64) -> UInt64 {
        let bits = (score + 0).bitPattern
        return shift == 2 ? bits << 2 : bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }

    private mutating func sortBuckets() {
        let starts = starts
        let largest = (0..<Self.buckets).reduce(0) { max($0, starts[$1 + 1] - starts[$1]) }
        words.withUnsafeMutableBufferPointer { words in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, largest)) { spare in
                for bucket in 0..<Self.buckets where starts[bucket + 1] - starts[bucket] > 1 {
                    let part = UnsafeMutableBufferPointer(rebasing: words[starts[bucket]..<starts[bucket + 1]])
                    PackedSort.sort(part, spare: spare)
                }
            }
        }
    }
}

/// Sorts words by all bits but the lowest 16, stably: by the highest digit that differs first, then each part.
enum PackedSort {
    private static let smallest = 20
    private static let widest = 13

    /// - Parameter spare: at least as long as `words`.
    static func sort(_ words: UnsafeMutableBufferPointer<UInt64>, spare: UnsafeMutableBufferPointer<UInt64>) {
        let count = words.count
        guard count > smallest else { return insertion(words) }
        var differing: UInt64 = 0
        let first = words[0]
        for word in words { differing |= word ^ first }
        differing &= ~0xFFFF
        guard differing != 0 else { return }
        let top = 64 - differing.leadingZeroBitCount
        let bits = min(widest, Int.bitWidth - count.leadingZeroBitCount, top - 16)
        let low = UInt64(top - bits)
        let mask = UInt64(1) << UInt64(bits) - 1
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << bits) { next in
            next.initialize(repeating: 0)
            for word in words { next[Int(word >> low & mask)] &+= 1 }
            var start: Int32 = 0
            for digit in 0..<next.count { (next[digit], start) = (start, start &+ next[digit]) }
            for word in words {
                let digit = Int(word >> low & mask)
                spare[Int(next[digit])] = word
                next[digit] &+= 1
            }
            words.baseAddress!.update(from: spare.baseAddress!, count: count)
            if low == 16 { return }
            // After the pass each digit's entry is its end.
            var begin = 0
            for digit in 0..<next.count {
                let end = Int(next[digit])
                if end - begin > 1 { sort(UnsafeMutableBufferPointer(rebasing: words[begin..<end]), spare: spare) }
                begin = end
            }
        }
    }

    @inline(__always)
    private static func insertion(_ words: UnsafeMutableBufferPointer<UInt64>) {
        var index = 1
        while index < words.count {
            let word = words[index]
            let key = word >> 16
            var hole = index
            while hole > 0 && words[hole - 1] >> 16 > key {
                words[hole] = words[hole - 1]
                hole -= 1
            }
            words[hole] = word
            index += 1
        }
    }
}
