/// ADWIN (Bifet and Gavaldà 2007): a window that grows while the mean is stable and drops its old part when it is not.
///
/// Keeps O(log n) buckets; checks every 32 values whether any split of the window has means too far apart for `delta` (0.002).
/// Values should be of bounded size; NaN and infinities are left out.
package struct AdaptiveWindow: Sendable {
    /// Values of one power of two summarised.
    private struct Bucket: Sendable {
        var sum: Double
        var variance: Double
    }

    private static let bucketsPerRow = 5
    private let delta: Double
    private let interval: Int
    private let minimumPart: Int
    /// rows[i] holds buckets of 2^i values, the newest first.
    private var rows: [[Bucket]] = [[]]
    /// Values in the window.
    package private(set) var count = 0
    private var sum = 0.0
    /// Σ(x−mean)² over the window.
    private var variance = 0.0
    private var ticks = 0

    package init(delta: Double = 0.002, interval: Int = 32, minimumPart: Int = 5) {
        self.delta = delta
        self.interval = max(1, interval)
        self.minimumPart = max(1, minimumPart)
    }

    /// The window's mean; nil without values.
    package var mean: Double? { count > 0 ? sum / Double(count) : nil }

    /// Takes a value; true when the old part of the window was dropped.
    package mutating func update(_ x: Double) -> Bool {
        guard x.isFinite else { return false }
        if count > 0 {
            let difference = x - sum / Double(count)
            variance += Double(count) * difference * difference / Double(count + 1)
        }
        rows[0].insert(Bucket(sum: x, variance: 0), at: 0)
        count += 1
        sum += x
        compress()
        ticks += 1
        guard ticks % interval == 0, count > 10 else { return false }
        var dropped = false
        while hasChange() {
            dropOldest()
            dropped = true
        }
        return dropped
    }

    private mutating func compress() {
        var row = 0
        while rows[row].count > Self.bucketsPerRow {
            if row + 1 == rows.count { rows.append([]) }
            let (old, older) = (rows[row][rows[row].count - 2], rows[row][rows[row].count - 1])
            rows[row].removeLast(2)
            let size = Double(1 << row)
            let difference = (old.sum - older.sum) / size
            let merged = Bucket(
                sum: old.sum + older.sum, variance: old.variance + older.variance + size * difference * difference / 2)
            rows[row + 1].insert(merged, at: 0)
            row += 1
        }
    }

    private func hasChange() -> Bool {
        let n = Double(count)
        let spread = variance / n
        let limit = Math.log(2 * Math.log(n) / delta)
        var (oldCount, oldSum) = (0, 0.0)
        for row in rows.indices.reversed() {
            for bucket in rows[row].reversed() {
                oldCount += 1 << row
                oldSum += bucket.sum
                let newCount = count - oldCount
                if newCount < minimumPart { return false }
                if oldCount < minimumPart { continue }
                let difference = oldSum / Double(oldCount) - (sum - oldSum) / Double(newCount)
                let parts = 1 / Double(oldCount - minimumPart + 1) + 1 / Double(newCount - minimumPart + 1)
                if difference.magnitude > (2 * parts * spread * limit).squareRoot() + 2 * limit * parts / 3 { return true }
            }
        }
        return false
    }

    private mutating func dropOldest() {
        let row = rows.count - 1
        let bucket = rows[row].removeLast()
        let size = 1 << row
        let (before, rest) = (Double(count), Double(count - size))
        if rest > 0 {
            let difference = bucket.sum / Double(size) - (sum - bucket.sum) / rest
            variance = max(0, variance - bucket.variance - Double(size) * rest / before * difference * difference)
        }
        count -= size
        sum -= bucket.sum
        while rows.count > 1 && rows[rows.count - 1].isEmpty { rows.removeLast() }
    }
}
