import Foundation
import Statistics

/// What tests of chance draw their samples with.
extension SeededGenerator {
    mutating func normals(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
        (0..<count).map { _ in mean + deviation * normal() }
    }

    mutating func exponentials(_ count: Int, mean: Double = 1) -> [Double] {
        (0..<count).map { _ in -mean * log(1 - uniform()) }
    }

    /// About ten distinct values.
    mutating func rounded(_ count: Int) -> [Double] { normals(count).map { ($0 * 2).rounded() } }

    /// Successes in a number of trials.
    mutating func hits(_ trials: Int, _ share: Double) -> Int { (0..<trials).count { _ in uniform() < share } }

    mutating func flags(_ count: Int, _ share: Double) -> [Bool] { (0..<count).map { _ in uniform() < share } }

    /// Rows by category, drawn with the shares.
    mutating func counts(_ rows: Int, _ shares: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: shares.count)
        for _ in 0..<rows {
            var (left, place) = (uniform() - shares[0], 0)
            while left >= 0 && place < shares.count - 1 {
                place += 1
                left -= shares[place]
            }
            counts[place] += 1
        }
        return counts
    }
}

/// A seed made of a name.
enum StableSeed {
    static func of(_ name: String) -> UInt64 {
        name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}
